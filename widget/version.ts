/** The widget's own version. Raise it before any change to released bytes: see README.md. */
export const WIDGET_VERSION = "1.0.0"
