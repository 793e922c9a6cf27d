import Dispatch
import Foundation
import Language
import Session
import Tensors
import Verbs

/// One run of a planned step: its values are made or found, its outputs shown, its files gathered for the commit.
struct Execution {
    let planned: PlannedStep
    let store: Store
    let places: Places
    /// `plots/00-start`: where figures of this page go.
    let plots: String
    let file: String?
    let tell: (Happening) -> Void

    /// Files to be renamed into place when the step commits: absolute path and bytes.
    private(set) var files: [(path: String, bytes: [UInt8])] = []
    /// The index of the statement that each of `files` comes from.
    private var writers: [Int] = []
    private(set) var computed = 0
    private var figures = 0

    init(
        _ planned: PlannedStep, store: Store, places: Places, plots: String, file: String?,
        tell: @escaping (Happening) -> Void
    ) {
        self.planned = planned
        self.store = store
        self.places = places
        self.plots = plots
        self.file = file
        self.tell = tell
    }

    /// Runs every statement in order.
    ///
    /// - Throws: `StepFailure` at the first error.
    mutating func run(_ evaluator: Evaluator) throws {
        defer { evaluator.release() }
        for (index, statement) in planned.statements.enumerated() {
            let start = DispatchTime.now().uptimeNanoseconds
            let before = evaluator.computed
            do {
                try Interrupt.check()
                let output = try show(statement, evaluator)
                writers += repeatElement(index, count: files.count - writers.count)
                tell(.shows(output))
            } catch {
                throw StepFailure(error, statement: index, in: planned, file: file)
            }
            let made = evaluator.computed - before
            computed += made
            let seconds = Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
            tell(.ends(statement: index + 1, line: line(of: statement), seconds: seconds, computed: made))
        }
        if let problem = planned.problem { throw StepFailure(problem, in: planned, file: file) }
    }

    /// The statement that writes the file at `path`, or a file below it.
    func writer(of path: String) -> PlannedStatement? {
        zip(files, writers).first { $0.0.path == path || $0.0.path.hasPrefix(path + "/") }
            .map { planned.statements[$0.1] }
    }

    private func line(of statement: PlannedStatement) -> Int? {
        planned.step.firstLine.map { first in
            first + planned.step.source.utf8.prefix(statement.statement.span.start).count { $0 == UInt8(ascii: "\n") }
        }
    }

    private mutating func show(_ statement: PlannedStatement, _ evaluator: Evaluator) throws -> Output {
        switch statement.plan.meaning {
        case .scalar(let scalar):
            return statement.name.map { .value(name: $0, line: scalar.display) } ?? .text(scalar.display)
        case .broken:
            preconditionFailure("a planned statement has a meaning")
        case .value(let recipe, _):
            if let name = statement.name { return .value(name: name, line: try evaluator.line(of: recipe)) }
            return try show(recipe, of: statement, evaluator)
        }
    }

    private mutating func show(
        _ recipe: Recipe, of statement: PlannedStatement, _ evaluator: Evaluator
    ) throws -> Output {
        switch try evaluator.kept(recipe).shown {
        case .text(let text):
            return .text(text)
        case .file(let exported):
            files.append((try places.target(exported.path), exported.bytes))
            return .file(path: exported.path, line: exported.line)
        case .figure(let figure):
            figures += 1
            let path = "\(plots)/\(figureName(statement))\(figures > 1 && !planned.step.isLine ? "-\(figures)" : "").png"
            let png = try evaluator.png(of: recipe)
            files.append((try places.target(path), png))
            return .figure(path: path, description: figure.line, png: png)
        }
    }

    /// A cell's figure is named after the cell; a line's after its first words: `plot-mel`.
    private func figureName(_ statement: PlannedStatement) -> String {
        guard planned.step.isLine else { return planned.step.id }
        let words = planned.step.source.split { !$0.isLetter && !$0.isNumber && $0 != "_" }
        return words.prefix(3).joined(separator: "-").lowercased()
    }
}
