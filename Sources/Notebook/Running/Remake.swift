import Foundation
import Language
import Plotting
public import Session
import Tensors
public import Verbs

/// A figure made again from the recipe that lies inside its file.
public struct Remake {
    public let bytes: [UInt8]
    public let verdict: Verdict
    /// Input files whose content is not what the recipe names.
    public let changedInputs: [String]

    public enum Verdict: Equatable {
        case same
        /// No pixel differs by more than `tolerance`.
        case within(difference: Int)
        case different(share: Double, difference: Int)
    }

    /// The largest difference of a pixel's channel, of 255, that counts as the same figure on another engine.
    static let tolerance = 8

    /// Makes the figure at `path` again.
    ///
    /// - Throws: `NoRecipe` for a file that holds none, `StepFailure` where the recipe does not run.
    public init(figure path: String, shownAs name: String, store: Store, places: Places, threads: Int?) throws {
        let old = try contents(ofFile: path)
        guard let text = try Self.texts(in: old, name)[FigureOrigin.keyword] else { throw NoRecipe(path: name) }
        let origin = try FigureOrigin(text: text, path: name)
        let planner = Planner(places: places) { try store.digest(ofSource: $0, in: places) }
        let step = Step(id: "line 1", isLine: true, source: origin.source)
        let planned = try Program([step], vocabulary: .foley, planner: planner).steps[0]
        if let problem = planned.problem { throw StepFailure(problem, in: planned, file: nil) }
        guard let recipe = planned.statements.last?.recipe else { throw NoRecipe(path: name) }

        let evaluator = Evaluator(store: store, context: Context(places: places, parallel: Parallel(threads: threads)))
        do {
            bytes = try evaluator.png(of: recipe, width: origin.width)
        } catch {
            throw StepFailure(error, statement: planned.statements.count - 1, in: planned, file: nil)
        }
        changedInputs = origin.inputs.filter { planned.files[$0.key] != $0.value }.map(\.key).sorted()
        verdict = try bytes == old ? .same : Self.compare(PNGFile.pixels(in: old).pixels, PNGFile.pixels(in: bytes).pixels)
    }

    private static func texts(in file: [UInt8], _ name: String) throws -> [String: String] {
        do { return try PNGFile.text(in: file) } catch let fault as PNGFault {
            throw FormatFault(name, "is not a figure: \(fault.cause)", remedy: fault.remedy)
        }
    }

    private static func compare(_ a: Plotting.Pixels, _ b: Plotting.Pixels) -> Verdict {
        guard a.width == b.width, a.height == b.height else { return .different(share: 1, difference: 255) }
        var largest = 0
        var differing = 0
        for pixel in 0..<(a.width * a.height) {
            var difference = 0
            for channel in (pixel * 4)..<(pixel * 4 + 4) {
                difference = max(difference, abs(Int(a.rgba[channel]) - Int(b.rgba[channel])))
            }
            largest = max(largest, difference)
            differing += difference > tolerance ? 1 : 0
        }
        return differing == 0
            ? .within(difference: largest)
            : .different(share: Double(differing) / Double(a.width * a.height), difference: largest)
    }
}

/// A picture without a recipe inside.
public struct NoRecipe: Fault {
    public var path: String
    public var cause: String { "'\(path)' holds no recipe" }
    public var remedy: String? { "only PNG figures that Foley wrote can be remade" }
}
