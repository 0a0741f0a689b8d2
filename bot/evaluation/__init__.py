"""How well Backroad answers, measured on labelled questions beside two baselines."""
