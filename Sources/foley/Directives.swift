import Foundation
import Language
import Notebook
import Tensors
import Verbs

/// A line that begins with `:`; it steers the notebook and changes no result.
struct Directive: Sendable {
    let name: String
    /// How help writes what follows: `[CELL]`.
    let argument: String
    let help: String
    /// What TAB completes behind it.
    let completes: Completes
    let run: @Sendable (Desk, String) throws -> Void

    enum Completes: Sendable {
        case nothing
        case words(PageCompletion.Words)
        /// Whatever there is help on.
        case help
    }

    init(
        _ name: String, _ argument: String = "", _ help: String, completes: Completes = .nothing,
        run: @escaping @Sendable (Desk, String) throws -> Void
    ) {
        self.name = name
        self.argument = argument
        self.help = help
        self.completes = completes
        self.run = run
    }

    /// The directive that a line is; people also type what other prompts know: `exit`, `help melspec`, `?`.
    static func meant(by line: String) -> String? {
        if line.hasPrefix(":") { return line == ":q" ? ":quit" : line }
        switch line {
        case "exit", "quit": return ":quit"
        case "help", "?": return ":help"
        case _ where line.hasPrefix("help "): return ":" + line
        default: return nil
        }
    }

    /// Runs the line `text` (with its colon) at `desk`.
    ///
    /// - Throws: `UnknownDirective` and whatever the directive throws.
    static func run(_ text: String, at desk: Desk) throws {
        let words = text.dropFirst().split(separator: " ", maxSplits: 1)
        guard let name = words.first.map(String.init) else { return Directive.help(desk, "") }
        guard let directive = all.first(where: { $0.name == name }) else { throw UnknownDirective(name: name) }
        let argument = words.count > 1 ? words[1].trimmingCharacters(in: .whitespaces) : ""
        if directive.argument.isEmpty, !argument.isEmpty { throw NeedlessArgument(name: name, argument: argument) }
        try directive.run(desk, argument)
    }

    static let all: [Directive] = [
        Directive("next", "run the next cell; Enter on an empty line does the same") { desk, _ in try desk.next() },
        Directive(
            "run", "[CELL]", "run a cell, after what it needs; without a name the last one again", completes: .words(.cells)
        ) {
            try $0.run(cell: $1)
        },
        Directive("all", "run all cells to the end") { desk, _ in try desk.all() },
        Directive("stale", "run the cells that ran once and have changed since") { desk, _ in try desk.stale() },
        Directive("goto", "CELL", "go to a cell without running it", completes: .words(.cells)) { try $0.go(to: $1) },
        Directive("cells", "every cell and its state") { desk, _ in try desk.cells() },
        Directive("edit", "[CELL]", "change a cell for this session; the file stays as it is", completes: .words(.cells)) {
            try $0.edit($1)
        },
        Directive("save", "[CELL]", "write edited cells into the file", completes: .words(.cells)) { try $0.save($1) },
        Directive("revert", "[CELL]", "drop an edit", completes: .words(.cells)) { try $0.revert($1) },
        Directive("vars", "every name and what it stands for") { desk, _ in try desk.names() },
        Directive("why", "NAME", "how a value came about", completes: .words(.names)) { try $0.why($1) },
        Directive("undo", "take back the last run, line or edit, and an edit together with its run") { desk, _ in try desk.undo()
        },
        Directive("log", "what has been done on this page") { desk, _ in try desk.log() },
        Directive("play", "SOUND", "play a sound: a name, or a piece of one: clip[1 s .. 2 s]", completes: .words(.names)) {
            try $0.play($1)
        },
        Directive(
            "open", "[FILE]", "open a figure or file in its viewer; without a name the last figure", completes: .words(.files)
        ) {
            try $0.open($1)
        },
        Directive("time", "how long the last cell or line took") { desk, _ in desk.time() },
        Directive("help", "[VERB]", "this list, or the page of a verb", completes: .help) { Directive.help($0, $1) },
        Directive("quit", "leave; the session stays as it is") { desk, _ in desk.isDone = true },
    ]

    static func help(_ desk: Desk, _ word: String) {
        if word.isEmpty {
            let rows = all.map { ("  :\($0.name) \($0.argument)", $0.help) }
            let width = rows.map(\.0.count).max()! + 2
            desk.screen.text(helpTable(.foley) + "\n")
            desk.screen.line("\nA line without a colon is a statement; `:help melspec` shows a verb's page. Lines with one:\n")
            for (left, right) in rows { desk.screen.line(left.padding(toLength: width, withPad: " ", startingAt: 0) + right) }
        } else if let signature = Vocabulary.foley.verbs[word] {
            desk.screen.text(helpPage(signature, fields: Vocabulary.foley.fields[signature.gives] ?? []))
        } else if let directive = all.first(where: { ":\($0.name)" == word || $0.name == word }) {
            desk.screen.line(":\(directive.name) \(directive.argument)\n  \(directive.help)")
        } else {
            let near = nearest(to: word, among: Array(Vocabulary.foley.verbs.keys) + all.map(\.name))
            desk.screen.fail("error: there is no verb '\(word)'" + (near.map { "\n  did you mean '\($0)'?" } ?? ""))
        }
    }

    private init(
        _ name: String, _ help: String, run: @escaping @Sendable (Desk, String) throws -> Void
    ) {
        self.init(name, "", help, run: run)
    }
}

/// A line after a colon that is no directive.
struct UnknownDirective: Fault {
    var name: String
    var cause: String { "there is no directive ':\(name)'" }
    var remedy: String? {
        nearest(to: name, among: Directive.all.map(\.name)).map { "did you mean ':\($0)'?" } ?? "see :help"
    }
}

/// Something after a directive that takes nothing.
struct NeedlessArgument: Fault {
    var name: String
    var argument: String
    var cause: String { ":\(name) takes nothing, not '\(argument)'" }
}

/// A directive without what it needs.
struct MissingArgument: Fault {
    var name: String
    var what: String
    var example: String
    var cause: String { ":\(name) needs \(what)" }
    var remedy: String? { example }
}

/// A name that the page does not have.
struct UnknownName: Fault {
    var name: String
    var names: [String]
    var cause: String { "there is no name '\(name)'" }
    var remedy: String? { nearest(to: name, among: names).map { "did you mean '\($0)'?" } ?? ":vars lists the names" }
}

/// A file to be opened that is not there.
struct NoSuchFile: Fault {
    var path: String
    var cause: String { "there is no file '\(path)'" }
    var remedy: String? { "TAB after :open lists the project's files" }
}
