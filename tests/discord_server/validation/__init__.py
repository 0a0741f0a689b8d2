"""The limits and rules of request bodies, refused with Discord's own nested errors."""
