"""The formal proofs: Coq sources, what they are said to prove, and the build that checks both."""
