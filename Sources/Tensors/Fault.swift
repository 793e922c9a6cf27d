/// An error that a person meets: facts, the sentence they make, and one way out.
///
/// `cause` starts in lower case and names the file or value at fault; `remedy` says what to do, where there is a good answer.
public protocol Fault: Error, Sendable {
    var cause: String { get }
    var remedy: String? { get }
    /// The option at fault, so that the caret can stand under it.
    var option: String? { get }
}

extension Fault {
    public var remedy: String? { nil }
    public var option: String? { nil }

    /// The cause without `'name' ` where it begins so.
    public func cause(without name: String) -> String {
        cause.hasPrefix("'\(name)' ") ? String(cause.dropFirst(name.count + 3)) : cause
    }
}

/// Control-C, or another thread's wish to stop.
public struct Interrupted: Fault {
    /// Which of several computations in a row it was, the outermost first: `rate 0.003`, `fold 2`.
    public var parts: [String] = []
    /// Where the computation stands, if it can be gone on with: `stopped in epoch 6 of 25`.
    public var stand: String?
    /// What there is to do about that: `running it again goes on`.
    public var way: String?

    public init(stand: String? = nil, way: String? = nil) {
        self.stand = stand
        self.way = way
    }

    public var cause: String { "interrupted" }

    /// The same, of `part` of a longer computation.
    public func of(_ part: String) -> Interrupted {
        var whole = self
        whole.parts.insert(part, at: 0)
        return whole
    }
}
