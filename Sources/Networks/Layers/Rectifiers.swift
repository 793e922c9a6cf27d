/// `y = max(x, 0)`
struct ReLU: BlockPart {
    static let kind = "relu"
    init() {}
    var summary: String { "ReLU" }
    func output(for input: Shape) throws -> Shape { input }
    func join(_ block: inout LayerBlock) -> Bool { block.takes(.relu) }
}

/// `y = x` where x is positive, else `exp(x) - 1`; Clevert, Unterthiner and Hochreiter (2015), with alpha 1.
struct ELU: BlockPart {
    static let kind = "elu"
    init() {}
    var summary: String { "ELU" }
    func output(for input: Shape) throws -> Shape { input }
    func join(_ block: inout LayerBlock) -> Bool { block.takes(.elu) }
}

extension LayerBlock {
    /// The slope is a function of the result: `y > 0 ? 1 : 0` or `y > 0 ? 1 : y + 1`.
    fileprivate mutating func takes(_ rectifier: Rectifier) -> Bool {
        guard self.rectifier == .none, dropout == nil else { return false }
        self.rectifier = rectifier
        return true
    }
}
