/// Which versions of verbs a program makes: of each verb the earliest one.
public struct VerbVersions: Sendable, Equatable {
    private let earliest: [String: Int]

    public init(_ earliest: [String: Int]) { self.earliest = earliest }

    /// Whether the program has left this version of `verb` behind, so that no line of it finds what that made. A verb that
    /// it does not know, or a later version, may be another program's on the same session.
    public func haveLeft(_ verb: String, _ version: Int) -> Bool { earliest[verb].map { version < $0 } ?? false }

    /// The same only for the same verbs at the same versions.
    var digest: Key {
        Key(digesting: earliest.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)\n" }.joined().utf8)
    }
}
