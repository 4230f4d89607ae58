"""Tells whether one text follows from another: a container for SageMaker multi-model endpoints."""
