"""Who is answered, how often and how: the rules of asking, without Discord."""
