import Language
import Notebook
import Terminal

/// TAB: directives and what they take, else what may be written on the page.
struct PromptCompletion {
    private let page: PageCompletion

    init(_ desk: Desk) { page = PageCompletion(desk.runner) }

    func complete(_ text: String, at offset: Int) -> Completion {
        guard text.hasPrefix(":") else {
            let found = page.completions(of: text, at: offset)
            return completion(found.candidates, replacing: found.span.start..<found.span.end)
        }
        let typed = String(decoding: text.utf8.prefix(offset), as: UTF8.self)
        guard let space = typed.firstIndex(of: " ") else {
            return completion(Self.directives(":", beginningWith: typed), replacing: 0..<offset)
        }
        let name = typed[typed.index(after: typed.startIndex)..<space]
        let word = String(typed[typed.index(after: space)...])
        let candidates: [Completions.Candidate] =
            switch Directive.all.first(where: { $0.name == name })?.completes {
            case .words(let words): page.candidates(words, for: word)
            case .help:
                (page.candidates(.verbs, for: word) + Self.directives("", beginningWith: word)).sorted { $0.text < $1.text }
            case .nothing, nil: []
            }
        return completion(candidates, replacing: offset - word.utf8.count..<offset)
    }

    private static func directives(_ mark: String, beginningWith word: String) -> [Completions.Candidate] {
        Directive.all.map { Completions.Candidate(text: mark + $0.name, detail: $0.help) }
            .filter { $0.text.hasPrefix(word) }.sorted { $0.text < $1.text }
    }

    private func completion(_ candidates: [Completions.Candidate], replacing range: Range<Int>) -> Completion {
        Completion(range: range, candidates: candidates.map { Completion.Candidate($0.text, detail: $0.detail) })
    }
}
