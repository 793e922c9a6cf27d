import Tensors

/// A value as it lies in the store: small facts, tensors and bytes under names.
public struct Payload: Sendable {
    /// The value's type: `sound`, `spectrogram`, `figure`.
    public var type: String
    /// What the value says of itself in one line, without its name.
    public var line: String
    /// Canonical JSON of everything that is not a tensor.
    public var facts: String
    public var tensors: [(name: String, tensor: Tensor)]
    public var bytes: [(name: String, bytes: [UInt8])]
    /// Where it and what it was made from was computed: of a value that is about to be kept, of its ancestors.
    public var levels = Levels()

    public init(
        type: String, line: String, facts: String = "{}", tensors: [(name: String, tensor: Tensor)] = [],
        bytes: [(name: String, bytes: [UInt8])] = []
    ) {
        self.type = type
        self.line = line
        self.facts = facts
        self.tensors = tensors
        self.bytes = bytes
    }
}
