// Presses Continue, as a bank's page does. Without script the button waits to be pressed.
document.querySelector("form")?.requestSubmit()
