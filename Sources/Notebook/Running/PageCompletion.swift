import Foundation
public import Language
import Verbs
import Workplace

/// What may be written on a page that is open, for whoever lets a person write there: a prompt, an editor, a kernel.
///
///     PageCompletion(runner).completions(of: "split world by ", at: 15).candidates    // the columns of `world`
///
/// Nothing is run for it, and nothing is read but folders and what the session has.
public struct PageCompletion {
    private let runner: PageRunner
    private var page: OpenPage { runner.page }

    public init(_ runner: PageRunner) { self.runner = runner }

    /// What may stand in a statement at `offset`, in bytes; whatever is written before and after it, however wrong.
    ///
    /// Files and what stands in tables, which the language leaves to its caller, are among the candidates.
    public func completions(of statement: String, at offset: Int) -> Completions {
        var found = complete(statement, at: offset, vocabulary: page.vocabulary, scope: page.environment)
        if let prefix = found.filePrefix { found.candidates = candidates(.files, for: prefix) }
        if let cells = found.cells {
            let typed = String(decoding: statement.utf8.prefix(found.span.end).dropFirst(found.span.start), as: UTF8.self)
            let words = runner.cells(cells).filter { $0.hasPrefix(typed) }
            found.candidates = words.map { Completions.Candidate(text: $0) } + found.candidates
        }
        return found
    }

    /// What a word can stand for where no statement is written: behind a command of an editor, say.
    public enum Words: Sendable {
        case cells, names, verbs
        /// Of the project, with folders.
        case files
    }

    /// The words that begin with `word`, sorted.
    public func candidates(_ words: Words, for word: String) -> [Completions.Candidate] {
        let all: [Completions.Candidate] =
            switch words {
            case .cells: page.program.cells.map { Completions.Candidate(text: $0) }
            case .names: page.environment.names.map { Completions.Candidate(text: $0) }
            case .verbs: page.vocabulary.verbs.values.map { Completions.Candidate(text: $0.verb, detail: $0.summary) }
            case .files: files(word).map { Completions.Candidate(text: $0) }
            }
        return all.filter { $0.text.hasPrefix(word) }.sorted { $0.text < $1.text }
    }

    /// Files and folders that begin with `prefix`; hidden ones only when asked for.
    private func files(_ prefix: String) -> [String] {
        let folder = prefix.lastIndex(of: "/").map { String(prefix[...$0]) } ?? ""
        let stem = prefix.dropFirst(folder.count)
        let root = folder.hasPrefix("/") ? folder : page.places.project.root + "/" + folder
        let names: [String]
        do { names = try FileManager.default.contentsOfDirectory(atPath: root) } catch {
            // Of a folder that is not there or may not be read there is nothing to offer; the statement that names it says why.
            return []
        }
        return names.filter { $0.hasPrefix(stem) && (!$0.hasPrefix(".") || stem.hasPrefix(".")) }.map { name in
            var isFolder: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: root + "/" + name, isDirectory: &isFolder)
            return folder + name + (isFolder.boolValue ? "/" : "")
        }
    }
}
