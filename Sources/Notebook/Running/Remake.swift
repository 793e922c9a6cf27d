import Foundation
import Language
import Plotting
public import Programs
public import Session
import Tensors
import Verbs
public import Workplace

/// A figure made again from the recipe that lies inside its file.
public struct Remake {
    public let bytes: [UInt8]
    public let likeness: Likeness
    /// Input files whose content is not what the recipe names.
    public let changedInputs: [String]
    /// What the figure says of itself, and what the one made now does.
    public let there, here: FigureOrigin
    /// Whether a training stands before it.
    public let hasTraining: Bool

    /// What a figure at `path` says of itself.
    ///
    /// - Throws: `NoRecipe` for a file that holds no recipe, `FormatFault` for one that is no figure.
    public static func origin(of path: String, shownAs name: String) throws -> FigureOrigin {
        try origin(in: contents(ofFile: path), name)
    }

    /// Makes the figure at `path` again.
    ///
    /// - Throws: `NoRecipe` for a file that holds none, `StepFailure` where the recipe does not run.
    public init(figure path: String, shownAs name: String, store: Store, places: Places, threads: Int?) throws {
        let old = try contents(ofFile: path)
        there = try Self.origin(in: old, name)
        let planner = Planner(places: places) { try store.digest(ofSource: $0, in: places) }
        let step = Step(id: "line 1", isLine: true, source: there.source)
        let planned = try Program([step], vocabulary: .foley, planner: planner).steps[0]
        if let problem = planned.problem { throw StepFailure(problem, in: planned, file: nil) }
        guard let recipe = planned.statements.last?.recipe else { throw NoRecipe(path: name) }
        hasTraining = planned.isCostly

        let evaluator = Evaluator(store: store, context: Context(places: places, parallel: Parallel(threads: threads)))
        do {
            bytes = try evaluator.png(of: recipe, width: there.width)
        } catch {
            throw StepFailure(error, statement: planned.statements.count - 1, in: planned, file: nil)
        }
        here = try Self.origin(in: bytes, name)
        changedInputs = there.inputs.filter { planned.files[$0.key] != $0.value }.map(\.key).sorted()
        likeness = Likeness(old, bytes, ending: "png")
    }

    private static func origin(in file: [UInt8], _ name: String) throws -> FigureOrigin {
        let texts: [String: String]
        do { texts = try PNGFile.text(in: file) } catch let fault as PNGFault {
            throw FormatFault(name, "is not a figure: \(fault.cause)", remedy: fault.remedy)
        }
        guard let text = texts[FigureOrigin.keyword] else { throw NoRecipe(path: name) }
        return try FigureOrigin(text: text, path: name)
    }
}

/// A picture without a recipe inside.
public struct NoRecipe: Fault {
    public var path: String
    public var cause: String { "'\(path)' holds no recipe" }
    public var remedy: String? { "only PNG figures that Foley wrote can be remade" }
}
