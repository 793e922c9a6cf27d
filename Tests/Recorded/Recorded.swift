import Foundation
import Plotting
import Tensors

/// Results of trainings that were recorded, and where they hold to the bit: at one level of instructions, on the kinds of
/// processor that are known to give them. Elsewhere the rules for another engine hold: see `Likeness`.
public enum Recorded {
    /// The level that figures in the repository, examples in help and snapshots are of.
    public static let level = Level.avx2

    /// Vendor, family and model: `GenuineIntel 6/207`.
    public static let kind: String = {
        guard let text = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8) else { return "unknown" }
        func field(_ name: String) -> String {
            let line = text.split(separator: "\n").first { $0.prefix { $0 != ":" }.trimmingCharacters(in: .whitespaces) == name }
            return line.map { $0.drop { $0 != ":" }.dropFirst().trimmingCharacters(in: .whitespaces) } ?? "?"
        }
        return "\(field("vendor_id")) \(field("cpu family"))/\(field("model"))"
    }()

    /// Whether a program that is held to the level gives the bits that were recorded on these kinds of processor.
    public static func holds(on kinds: [String]) -> Bool { kinds.contains(kind) && Level.here.contains(level) }

    /// Whether this process does.
    public static func holdsInProcess(on kinds: [String]) -> Bool { holds(on: kinds) && Level.current.bits == level }

    /// The libraries that drew the snapshots, and a release of Debian with them: others draw letters and edges otherwise, and
    /// decode the sound of movies to other last digits.
    public static let libraries = ["cairo": "1.16.0", "Pango": "1.50.12"]
    public static let hasLibraries: Bool = {
        do { return try Renderer().versions == libraries } catch { return false }
    }()

    /// The kinds that gave the outputs of examples, the snapshots and the figures in the repository.
    public static let kinds = ["GenuineIntel 6/207"]
}
