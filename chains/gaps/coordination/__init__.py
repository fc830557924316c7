"""Coupling coordination of the chains beside what their links say."""
