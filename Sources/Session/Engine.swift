public import Tensors

/// What computes: a level of instructions, and the versions of what does the sums. On one engine the same recipe gives the
/// same bits. Levels that give the same bits count as the lowest of them.
public struct Engine: Sendable, Hashable, Codable, CustomStringConvertible {
    /// `avx2`
    public let level: String
    /// By name: `["FFTW": "3.3.10", "kernels": "1"]`.
    public let versions: [String: String]

    public init(level: Level = .current, versions: [String: String] = [:]) {
        self.level = level.bits.rawValue
        self.versions = versions
    }

    public var levels: Levels { Levels([level]) }

    /// The same and the versions of what else had a part.
    public func with(_ others: [String: String]) -> Engine {
        Engine(level: Level(rawValue: level) ?? .current, versions: versions.merging(others) { $1 })
    }

    /// The same apart from some parts.
    public func without(_ names: some Collection<String>) -> Engine {
        Engine(level: Level(rawValue: level) ?? .current, versions: versions.filter { !names.contains($0.key) })
    }

    /// `avx2 · FFTW 3.3.10 · kernels 1`
    public var description: String {
        ([level] + versions.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }).joined(separator: " · ")
    }
}

/// The levels of instructions at which a value was made, and all that it was made from.
public struct Levels: Sendable, Hashable, Codable, CustomStringConvertible {
    /// Sorted.
    public private(set) var names: [String]

    public init(_ names: some Sequence<String> = []) { self.names = Set(names).sorted() }

    /// Of values that were made before sessions kept account of it.
    public static let unknown = Levels(["unknown"])

    public func union(_ other: Levels) -> Levels { other.names.isEmpty ? self : Levels(names + other.names) }

    /// The one level, where there is but one.
    public var only: Level? { names.count == 1 ? Level(rawValue: names[0]) : nil }

    public var isEmpty: Bool { names.isEmpty }

    /// `avx2 and sse4`
    public var description: String {
        self == .unknown ? "an unknown level" : names.joined(separator: " and ")
    }

    /// With the engine that came last: `avx2 · FFTW 3.3.10`, or `avx2 and sse4, the last of it by avx2 · FFTW 3.3.10`.
    public func with(_ engine: String?) -> String {
        guard let engine else { return description }
        return only == nil ? "\(description), the last of it by \(engine)" : engine
    }

    /// As the store writes it.
    var text: String { names.joined(separator: "+") }
    init(text: String) { self.init(text.split(separator: "+").map(String.init)) }
}
