/// In training each number is zero with probability `share`, else divided by 1 - `share`; in prediction `y = x`.
///
/// Srivastava et al., "Dropout" (2014).
struct Dropout: BlockPart {
    static let kind = "dropout"
    var share: Double
    init(_ share: Double) { self.share = share }

    var summary: String { "dropout" + ((0...1).contains(share) ? " \(Int((share * 100).rounded())) %" : "") }
    var objection: String? { (0..<1).contains(share) ? nil : "cannot leave out a share of \(share)" }
    func output(for input: Shape) throws -> Shape { input }

    func join(_ block: inout LayerBlock) -> Bool {
        guard block.dropout == nil else { return false }
        block.dropout = share
        return true
    }
}
