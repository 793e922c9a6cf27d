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
}

/// Control-C, or another thread's wish to stop.
public struct Interrupted: Fault {
    public init() {}
    public var cause: String { "interrupted" }
}
