internal import CKernels
internal import Glibc

/// A level of instructions: what this program's kernels and the libraries that it computes with may use of a processor.
///
/// The whole process is held to one level. Wider registers change no bit; that products are rounded before they are added,
/// where nothing does both at once, changes what networks learn: at sse4.
public enum Level: String, Sendable, Comparable, CaseIterable {
    /// An architecture that has none of the others: C as it is compiled.
    case plain
    case sse4
    case avx2
    case avx512

    public static func < (a: Level, b: Level) -> Bool { a.number < b.number }

    /// The lowest level that gives the same bits as this one.
    public var bits: Level { self == .avx512 ? .avx2 : self }

    /// Those that a person may ask for.
    public static let named = allCases.filter { $0 != .plain }

    private var number: Int32 { Int32(Level.allCases.firstIndex(of: self)!) }

    private init(number: Int32) { self = Level.allCases[Int(number)] }

    /// The highest that this processor has.
    public static var ofMachine: Level { Level(number: foley_level_of_machine()) }

    /// The levels that this processor has, the highest first.
    public static var here: [Level] { allCases.filter { $0 <= ofMachine && ($0 == .plain) == (ofMachine == .plain) }.reversed() }

    /// The one that the process is held to: the machine's own where nothing else was said.
    public static var current: Level { Level(number: foley_level()) }

    /// The name of the environment's variable that holds a process and those that it starts to a level.
    public static let variable = "FOLEY_ISA"

    /// Holds the process, and those that it starts, to a level; once, before anything is computed.
    ///
    /// - Throws: `LacksLevel`.
    public static func hold(to level: Level) throws {
        guard here.contains(level) else { throw LacksLevel(level: level) }
        foley_hold_level(level.number)
        setenv(variable, level.rawValue, 1)
    }
}

/// A level of instructions that the processor does not have.
public struct LacksLevel: Fault, Equatable {
    public var level: Level
    public init(level: Level) { self.level = level }

    public var cause: String { "this processor has no \(level.rawValue)" }
    public var remedy: String? { "it has \(Level.here.map(\.rawValue).joined(separator: ", "))" }
}
