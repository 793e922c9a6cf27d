import Dispatch
import Language
import Programs
import Session
import Tensors
import Verbs
import Workplace

/// A file that is about to be written, and what it was made from.
struct OutgoingFile {
    /// Absolute.
    let path: String
    let bytes: [UInt8]
    let made: Exported
    /// The statement that it comes from.
    let statement: Int
}

/// One run of a planned step: its values are made or found, its outputs shown, its files gathered for the commit.
struct Execution {
    private let planned: PlannedStep
    private let page: OpenPage
    /// `plots/00-start`: where the step's figures go.
    private let plots: String
    private let file: String?
    private let tell: (Happening) -> Void

    /// Files to be renamed into place when the step commits.
    private(set) var files: [OutgoingFile] = []
    /// Those that stand there as another engine made them, and stay.
    private var kept: [String] = []
    private(set) var computed = 0
    private var figures = 0

    init(
        _ planned: PlannedStep, page: OpenPage, plots: String, file: String?, tell: @escaping (Happening) -> Void
    ) {
        self.planned = planned
        self.page = page
        self.plots = plots
        self.file = file
        self.tell = tell
    }

    /// Runs every statement in order.
    ///
    /// - Throws: `StepFailure` at the first error.
    mutating func run(_ evaluator: Evaluator) throws {
        let lines = lines()
        for (index, statement) in planned.statements.enumerated() {
            let start = DispatchTime.now().uptimeNanoseconds
            let before = evaluator.computed
            do {
                try Interrupt.check()
                tell(.shows(try show(statement, index, evaluator)))
                evaluator.release()
            } catch {
                evaluator.release()
                throw StepFailure(error, statement: index, in: planned, file: file)
            }
            let made = evaluator.computed - before
            computed += made
            let seconds = Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
            tell(.ends(statement: index + 1, line: lines?[index], seconds: seconds, computed: made))
        }
        if let problem = planned.problem { throw StepFailure(problem, in: planned, file: file) }
    }

    /// A commit that failed, drawn at the statement whose file is at fault, else at the last one that wrote or ran.
    func failure(committing fault: any Fault) -> StepFailure {
        let path = (fault as? FileFault)?.path
        let culprit = files.first { file in path.map { file.path == $0 || file.path.hasPrefix($0 + "/") } ?? false }
        guard let index = (culprit ?? files.last)?.statement ?? planned.statements.indices.last else {
            return StepFailure(fault, in: planned)
        }
        return StepFailure(fault, statement: index, in: planned, file: file)
    }

    /// The line of the file that each statement begins in, in one pass over the source.
    private func lines() -> [Int]? {
        guard var line = planned.step.firstLine else { return nil }
        var rest = Array(planned.step.source.utf8)[...]
        return planned.statements.map { statement in
            let passed = rest.prefix(max(0, statement.statement.span.start - rest.startIndex))
            line += passed.count { $0 == UInt8(ascii: "\n") }
            rest = rest.dropFirst(passed.count)
            return line
        }
    }

    private mutating func show(
        _ statement: PlannedStatement, _ index: Int, _ evaluator: Evaluator
    ) throws -> Output {
        switch statement.plan.meaning {
        case .scalar(let scalar):
            return statement.name.map { .value(name: $0, line: scalar.display) } ?? .text(scalar.display)
        case .broken:
            preconditionFailure("a planned statement has a meaning")
        case .value(let recipe, ExportedFile.type):
            guard case .file(let exported) = try evaluator.kept(recipe).shown else { fallthrough }
            try take(exported.bytes, of: recipe, to: exported.path, from: index, evaluator)
            return .file(path: exported.path, line: exported.line)
        case .value(let recipe, _):
            if let name = statement.name { return .value(name: name, line: try evaluator.line(of: recipe)) }
            return try show(recipe, of: statement, index, evaluator)
        }
    }

    private mutating func show(
        _ recipe: Recipe, of statement: PlannedStatement, _ index: Int, _ evaluator: Evaluator
    ) throws -> Output {
        switch try evaluator.kept(recipe).shown {
        case .text(let text):
            return .text(text)
        case .file(let exported):
            try take(exported.bytes, of: recipe, to: exported.path, from: index, evaluator)
            return .file(path: exported.path, line: exported.line)
        case .figure(let figure):
            let path = "\(plots)/\(figureName(statement, recipe)).png"
            let png = try evaluator.png(of: recipe)
            try take(png, of: recipe, to: path, from: index, evaluator)
            return .figure(path: path, description: figure.line, png: png)
        }
    }

    /// Sets a file aside for the commit.
    ///
    /// - Throws: `WrittenTwice`, `OverwritesInput`.
    private mutating func take(
        _ bytes: [UInt8], of recipe: Recipe, to path: String, from index: Int, _ evaluator: Evaluator
    ) throws {
        let target = try page.places.target(path)
        guard !files.contains(where: { $0.path == target }), !kept.contains(target) else { throw WrittenTwice(path: path) }
        // What the page does not read at all need not be looked for in the whole recipe.
        guard
            !page.reads(target, for: planned)
                || !Listing(recipe).inputs.contains(where: { page.places.source($0.path) == target })
        else {
            throw OverwritesInput(path: path)
        }
        let made = Exported(recipe: recipe.key, levels: try evaluator.levels(of: recipe))
        if try isUnaltered(target, bytes, made) {
            kept.append(target)
        } else {
            files.append(OutgoingFile(path: target, bytes: bytes, made: made, statement: index))
        }
    }

    /// Whether what stands there was made by another engine from the same recipe and is the same within tolerance: it
    /// stays, so that a figure made elsewhere does not change with every machine.
    private func isUnaltered(_ target: String, _ bytes: [UInt8], _ made: Exported) throws -> Bool {
        guard let standing = Self.standing(at: target), standing != bytes else { return false }
        let ending = target.split(separator: ".").last.map { $0.lowercased() } ?? ""
        if let there = FigureOrigin(inside: standing, ending: ending), let here = FigureOrigin(inside: bytes, ending: ending) {
            guard there.engine != nil, there.isSameFigure(as: here), !there.isOfSameEngine(as: here),
                !there.hasBoxes(beyond: here)
            else { return false }
        } else {
            guard let there = try page.store.exported(target, holding: standing), there.recipe == made.recipe,
                there.levels != made.levels
            else { return false }
        }
        return Likeness(standing, bytes, ending: ending).isWithin
    }

    /// What the file at `target` holds; nil where there is none. Whatever else stands there is for the commit to meet.
    private static func standing(at target: String) -> [UInt8]? {
        do { return try contents(ofFile: target) } catch { return nil }
    }

    /// A cell's figures are named after the cell, the second `-2`; a line's after its first words and its recipe, for no
    /// two plots typed at the prompt are to share a file.
    private mutating func figureName(_ statement: PlannedStatement, _ recipe: Recipe) -> String {
        guard planned.step.isLine else {
            figures += 1
            while figures > 1, page.program.rank(ofCell: "\(planned.step.id)-\(figures)") != nil { figures += 1 }
            return figures == 1 ? planned.step.id : "\(planned.step.id)-\(figures)"
        }
        let span = statement.statement.span
        let text = String(decoding: planned.step.source.utf8.dropFirst(span.start).prefix(span.end - span.start), as: UTF8.self)
        let words = text.split { !$0.isLetter && $0 != "_" }.prefix(2).joined(separator: "-").lowercased()
        return "\(words)-\(recipe.key.short.prefix(4))"
    }
}

/// Two outputs of one cell that go to the same file.
struct WrittenTwice: Fault {
    var path: String
    var cause: String { "'\(path)' is written twice in one cell" }
    var remedy: String? { "give each its own name" }
}

/// An export over a file that it is made from.
struct OverwritesInput: Fault {
    var path: String
    var cause: String { "'\(path)' is a file that this is made from, and writing it would change its own input" }
    var remedy: String? { "another name" }
}
