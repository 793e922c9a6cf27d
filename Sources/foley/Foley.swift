import Foundation
import Language
import Notebook
import Tensors
import Verbs

@main
struct Foley {
    static let version = "0.1.0"

    static func main() {
        // A reader that goes away is met where something is written.
        signal(SIGPIPE, SIG_IGN)
        // A file at its size limit is an error of that one write.
        signal(SIGXFSZ, SIG_IGN)
        // Which of its forms a character has in a figure is a matter of the text, not of the person's language.
        setenv("FC_LANG", "en", 1)
        reserveStandardStreams()
        exit(status())
    }

    private static func status() -> Int32 {
        // What is an error has a status of its own where 1 says something of a figure.
        var failed: Int32 = 1
        do throws(any Error) {
            let invocation = try Invocation(Array(CommandLine.arguments.dropFirst()))
            if case .remake = invocation.command { failed = 2 }
            return try run(invocation)
        } catch let mistake as Invocation.Mistake {
            complain(mistake.message, hint: mistake.hint)
            return 2
        } catch let failure as StepFailure where failure.isInterruption {
            return 130
        } catch let failure as StepFailure {
            complain(failure.message, hint: nil)
        } catch is Interrupted {
            return 130
        } catch let fault as any Fault {
            complain(fault.cause, hint: fault.remedy)
        } catch {
            complain("\(error)", hint: nil)
        }
        return failed
    }

    private static func run(_ invocation: Invocation) throws -> Int32 {
        switch invocation.command {
        case .version:
            print("foley \(version)")
        case .usage:
            print(Invocation.usage)
        case .help(let word):
            return help(word)
        case .run(let notebooks):
            return try RunCommand(notebooks: notebooks, options: invocation.options).run()
        case .remake(let figure):
            return try RemakeCommand(figure: figure, options: invocation.options).run()
        case .bench(let jobs):
            if let level = try HeldLevel.asked(invocation.options) { try Level.hold(to: level) }
            return try BenchCommand(jobs: jobs, options: invocation.options).run()
        case .prompt(let notebook):
            return try PromptCommand(notebook: notebook, options: invocation.options).run()
        }
        return 0
    }

    private static func help(_ word: String?) -> Int32 {
        guard let word else {
            print(helpTable(.foley))
            print("\nThe page of a verb: foley help melspec. The commands: foley --help, and foley help run.")
            return 0
        }
        if let page = CommandHelp.pages[word] {
            print(page)
            return 0
        }
        guard let signature = Vocabulary.foley.verbs[word] else {
            let near = nearest(to: word, among: Array(Vocabulary.foley.verbs.keys) + CommandHelp.pages.keys)
            complain("there is no verb '\(word)'", hint: near.map { "did you mean '\($0)'?" } ?? "see: foley help")
            return 1
        }
        print(helpPage(signature, fields: Vocabulary.foley.fields[signature.gives] ?? []))
        return 0
    }

    private static func complain(_ message: String, hint: String?) {
        let text = "error: \(message)\n" + (hint.map { "  \($0)\n" } ?? "")
        emit(text, to: STDERR_FILENO)
    }
}
