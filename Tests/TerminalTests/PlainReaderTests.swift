import Foundation
import Testing

@testable import Terminal

/// Input that is not a terminal.
@Suite struct PlainReaderTests {
    private func entries(_ chunks: [[UInt8]], wantsMore: (String) -> Bool = { _ in false }) -> [Entry] {
        var rest = chunks
        var reader = PlainReader { rest.isEmpty ? .closed : .bytes(rest.removeFirst()) }
        var all: [Entry] = []
        while all.count < 20 {
            let entry = reader.next(wantsMore: wantsMore)
            all.append(entry)
            if entry == .endOfFile { break }
        }
        return all
    }

    @Test func linesComeWithoutTheirEnds() {
        #expect(
            entries([Array("a\r\nb".utf8), Array("c\n\nlast".utf8)])
                == [.line("a"), .line("bc"), .line(""), .line("last"), .endOfFile])
    }

    @Test func anOpenStatementGoesOnAndEndsWithTheFile() {
        let open = { (text: String) in text.hasSuffix(",") }
        #expect(entries([Array("a,\nb\nc,\n".utf8)], wantsMore: open) == [.line("a,\nb"), .line("c,"), .endOfFile])
    }

    @Test func brokenTextIsRepaired() {
        #expect(entries([[0xEF, 0xBB, 0xBF, 0x61, 0xFF, 0x00, 0x62, 0x0A]]) == [.line("a\u{FFFD}\0b"), .endOfFile])
    }

    @Test func aPipedProgramWritesNoPromptAndNoControlCharacters() throws {
        let (output, status) = try Probe.pipe(Array("one\nf(1,\n2)\n\tü🎵".utf8))
        #expect(status == 0)
        #expect(String(decoding: output, as: UTF8.self) == "got \"one\"\ngot \"f(1,\\n2)\"\ngot \"\\tü🎵\"\nend\n")
    }

    @Test func aVeryLongLineAndNULsArriveWhole() throws {
        let (output, status) = try Probe.pipe([UInt8](repeating: 0x61, count: 3_000_000) + [0, 0x0A])
        #expect(status == 0)
        #expect(String(decoding: output, as: UTF8.self) == "got 3000001 bytes\nend\n")
    }
}
