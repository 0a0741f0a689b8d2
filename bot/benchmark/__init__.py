"""Speed and memory, each as a ratio to what a hobby bot needs, in one run."""
