"""What moderators see and decide about the index and its answers. Pure: values in, values out."""
