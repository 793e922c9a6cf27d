import CSystem
import Foundation
import Terminal

/// Reads statements and says what it got; the tests of the line editor type at it.
///
/// Arguments: `--history FILE`, `--initial TEXT`, `--prompt TEXT`. A statement goes on while brackets are open.
@main
struct PromptProbe {
    static func main() {
        foley_catch_interrupts()
        let history = argument("--history").map { History(file: $0) }
        let editor = LineEditor(history: history)
        editor.wantsMore = { text in text.count { $0 == "(" } > text.count { $0 == ")" } }
        editor.complete = complete
        var initial = argument("--initial") ?? ""
        let prompt = argument("--prompt") ?? "\u{1B}[1mprobe>\u{1B}[0m "
        while true {
            let entry = editor.readLine(prompt: prompt, initial: initial)
            initial = ""
            if let warning = history?.takeWarning() { print("warning: \(warning)") }
            switch entry {
            case .line("quit"):
                print("bye")
                return
            case .line("crash"): fatalError("as asked")
            case .line("sleep"):
                print("sleeping")
                fflush(nil)
                Thread.sleep(forTimeInterval: 0.7)
            case .line("image"):
                print(InlineImage()?.render(rgba: plot(), width: 640, height: 400) ?? "no picture", terminator: "")
            case .line(let text): print("got \(quoted(text))")
            case .interrupted: print("interrupted")
            case .endOfFile:
                print("end")
                return
            }
        }
    }

    /// Blue sine on white with black axes, 640 x 400.
    static func plot() -> [UInt8] {
        (0..<400).flatMap { y in
            (0..<640).flatMap { x -> [UInt8] in
                let curve = 200 - 150 * sin(Double(x) / 50)
                if x < 10 || y >= 390 { return [0, 0, 0, 255] }
                return abs(Double(y) - curve) < 12 ? [30, 90, 200, 255] : [255, 255, 255, 255]
            }
        }
    }

    static func argument(_ name: String) -> String? {
        let arguments = CommandLine.arguments
        guard let place = arguments.firstIndex(of: name), place + 1 < arguments.count else { return nil }
        return arguments[place + 1]
    }

    static func quoted(_ text: String) -> String {
        text.count < 500 ? text.debugDescription : "\(text.utf8.count) bytes"
    }

    static func complete(_ text: String, byteOffset: Int) -> Completion? {
        let before = String(decoding: text.utf8.prefix(byteOffset), as: UTF8.self)
        let word = String(before.reversed().prefix { $0.isLetter }.reversed())
        let words =
            [("melspec", "a mel spectrogram"), ("melody", "the tune"), ("mix", ""), ("überlagern", "mit Umlaut")]
            + (1...90).map { number in ("z\(UnicodeScalar(UInt8(97 + number % 26)))\(number)", "") }
        let candidates = words.filter { $0.0.hasPrefix(word) }.map { Completion.Candidate($0.0, detail: $0.1) }
        if word == "boom" { abort() }
        return Completion(range: (byteOffset - word.utf8.count)..<byteOffset, candidates: candidates)
    }
}
