"""The learning companion on Discord: `/skill`, `/next` and `/progress`."""
