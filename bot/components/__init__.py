"""Parts that `config.yml`, `endpoints.yml` and `credentials.yml` name by their module path.

Rasa finds the arguments of a graph component by parameter name and checks them by annotation:
`training_data: TrainingData`, `messages: List[Message]` and `tracker: DialogueStateTracker` must be
spelled exactly so. `tracker` is the conversation as it was before this message.
"""
