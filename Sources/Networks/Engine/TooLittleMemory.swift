public import Tensors

/// A network that needs more working memory than it may have, even with one thread.
public struct TooLittleMemory: Fault, Equatable {
    let isTraining: Bool
    /// Examples that are computed at once.
    let examples: Int
    /// Bytes.
    let needed, allowed: Int

    init(_ mode: Mode, examples: Int, needed: Int, allowed: Int) {
        (isTraining, self.examples, self.needed, self.allowed) = (mode == .training, examples, needed, allowed)
    }

    public var cause: String {
        "\(isTraining ? "training the network" : "the network") needs \(megabytes(needed)) MB of memory for"
            + " \(examples) examples at a time, and --memory allows \(allowed / 1_000_000) MB"
    }
    public var remedy: String? { "shorter clips, fewer filters or units, or --memory \(megabytes(needed))MB" }

    /// Rounded up.
    private func megabytes(_ bytes: Int) -> Int { (bytes + 999_999) / 1_000_000 }
}
