/** The migrated database that `createTestDatabase` copies. */
export const templateName = "template_migrated"
