import Foundation
import Tensors

/// The level of instructions that a command works at, and who asked for it.
struct HeldLevel: Equatable {
    let level: Level
    /// Whether somebody stated it, so that only what was made at it counts as there.
    let isStated: Bool
    /// What to say where a notebook's level cannot be had.
    var lack: String?

    /// What the command line or the environment asks for; nil where neither does.
    ///
    /// - Throws: `LacksLevel`, `Invocation.Mistake` for a level that there is not.
    static func asked(_ options: Invocation.Options) throws -> Level? {
        let level: Level
        if let asked = options.level {
            level = asked
        } else {
            guard let word = ProcessInfo.processInfo.environment[Level.variable], !word.isEmpty else { return nil }
            level = try Invocation.level(word, of: Level.variable)
        }
        guard Level.here.contains(level) else { throw LacksLevel(level: level) }
        return level
    }

    /// The level that was asked for, else the one that a file states, else the machine's own.
    init(_ options: Invocation.Options, stated: Level?, by name: String = "") throws {
        self.init(asked: try Self.asked(options), stated: stated, by: name, here: Level.here)
    }

    /// The same on a processor that has the levels `here`, the highest first.
    init(asked: Level?, stated: Level?, by name: String, here: [Level]) {
        // The quickest that gives the bits which are stated.
        level = asked ?? stated.flatMap { stated in here.first { $0.bits == stated.bits } } ?? here[0]
        isStated = asked != nil || stated != nil
        if asked == nil, let stated, level.bits != stated.bits {
            lack = "\(name) is of \(stated.rawValue), which this processor does not have: it goes on at \(level.rawValue)"
        }
    }

    /// Holds the process to it.
    func hold() throws { try Level.hold(to: level) }
}
