import Foundation
import Testing

@testable import Terminal

@Suite struct KeyReaderTests {
    /// The keys that come of these events, in order.
    private func keys(_ events: [InputEvent]) -> [Key] {
        var rest = events
        var reader = KeyReader { milliseconds in
            if rest.first == .timeout, milliseconds == nil { rest.removeFirst() }
            return rest.isEmpty ? .closed : rest.removeFirst()
        }
        var keys: [Key] = []
        while keys.last != .closed, keys.count < 50 { keys.append(reader.next()) }
        return keys.dropLast()
    }

    private func keys(_ text: String) -> [Key] { keys([.bytes(Array(text.utf8))]) }

    @Test func controlSequencesAreKeys() {
        #expect(
            keys("\u{1B}[A\u{1B}OB\u{1B}[1;5C\u{1B}[H\u{1B}[4~\u{1B}[3~\u{1B}[3;5~")
                == [.up, .down, .wordRight, .lineStart, .lineEnd, .delete, .deleteWordRight])
    }

    @Test func unknownSequencesAreSwallowedWhole() {
        #expect(
            keys("\u{1B}[38;2;1;2;3Xa\u{1B}[[Bb\u{1B}[?1;2cc").filter { $0 != .unknown }
                == [.text("a"), .text("b"), .text("c")])
    }

    @Test func enterWithAModifierBeginsALine() {
        #expect(keys("\u{1B}[13;2u\u{1B}\r\u{A}\r") == [.newline, .newline, .enter, .enter])
    }

    @Test func aKeyMayArriveInPieces() {
        #expect(
            keys([.bytes([0x1B]), .bytes([0x5B]), .bytes([0x41, 0xE2]), .bytes([0x82]), .bytes([0xAC])])
                == [.up, .text("€")])
    }

    @Test func escapeAloneIsAKey() {
        #expect(keys([.bytes([0x1B]), .timeout, .bytes([0x61])]) == [.escape, .text("a")])
    }

    @Test func aBrokenCharacterDoesNotSwallowTheNextKey() {
        #expect(keys([.bytes([0xE2]), .bytes([0x0D])]) == [.text("\u{FFFD}"), .enter])
    }

    @Test func aPasteKeepsNewlinesAndLosesControlCharacters() {
        #expect(keys("\u{1B}[200~a\r\n\tb\u{1B}[2J\u{0}c\rd\u{1B}[201~e") == [.paste("a\n\tb[2Jc\nd"), .text("e")])
    }

    @Test func aPasteInPiecesIsOne() {
        let end = Array("b\u{1B}[20".utf8)
        #expect(
            keys([.bytes(Array("\u{1B}[200~a".utf8)), .resized, .bytes(end), .bytes(Array("1~".utf8))])
                == [.paste("ab"), .resized])
    }

    @Test func aPasteThatNeverEndsIsTakenAsItIs() {
        #expect(keys([.bytes(Array("\u{1B}[200~ab".utf8)), .timeout]).first == .paste("ab"))
    }

    @Test func everyTwoBytesMakeSomething() {
        // Nothing that arrives may stop the reader.
        for first in UInt8.min...UInt8.max {
            for second in UInt8.min...UInt8.max {
                _ = keys([.bytes([first, second]), .timeout])
                _ = keys([.bytes([0x1B, 0x5B, first, second]), .timeout])
            }
        }
    }

    @Test func enterTypedAheadIsEnter() {
        var reader = KeyReader { _ in .closed }
        reader.takeTypedAhead(Array("ab\n".utf8))
        #expect([reader.next(), reader.next()] == [.text("ab"), .enter])
    }

    /// Of each Enter among these events whether it came alone, as from a finger.
    private func enters(_ events: [InputEvent]) -> [Bool] {
        var rest = events
        var reader = KeyReader { milliseconds in
            if rest.first == .timeout, milliseconds == nil {
                // The time that passes until a person presses the next key.
                Thread.sleep(forTimeInterval: 0.03)
                rest.removeFirst()
            }
            return rest.isEmpty ? .closed : rest.removeFirst()
        }
        var enters: [Bool] = []
        while true {
            switch reader.next() {
            case .enter: enters.append(reader.cameAlone())
            case .closed: return enters
            default: break
            }
        }
    }

    private func bytes(_ text: String) -> InputEvent { .bytes(Array(text.utf8)) }

    @Test func anEnterAmidOtherBytesIsNoFingers() {
        // Nothing comes while it is asked whether more does, nor until the next key.
        let pause: [InputEvent] = [.timeout, .timeout]
        #expect(enters([bytes("\r")] + pause + [bytes("\r")] + pause) == [true, true])
        #expect(enters([bytes("\u{1B}OM")] + pause + [bytes("\u{1B}[13u")] + pause) == [true, true])
        #expect(enters([bytes("\r\r")] + pause) == [false, false])
        #expect(enters([bytes("a\r\rb\r")] + pause + [bytes("\r")] + pause) == [false, false, false, true])
        // In pieces that follow at once.
        #expect(enters([bytes("\r"), bytes("a")] + pause + [bytes("\r")] + pause) == [false, true])
        #expect(enters([bytes("a"), bytes("\r")] + pause) == [false])
    }

    /// An answer to a prompt that was shown in between is one, however soon it comes.
    @Test func anEnterAfterAPromptIsAFingers() {
        for isNew in [true, false] {
            var rest: [InputEvent] = [bytes("a\r"), .timeout, bytes("\r"), .timeout]
            var reader = KeyReader { _ in rest.removeFirst() }
            #expect([reader.next(), reader.next()] == [.text("a"), .enter] && !reader.cameAlone())
            rest = [bytes("\r"), .timeout]
            if isNew { reader.beginAnew() }
            #expect(reader.next() == .enter && reader.cameAlone() == isNew)
        }
    }

    @Test func anEnterTypedAheadIsAFingersWhereItIsAlone() {
        for (typed, isAlone) in [("\n", true), ("\n\n", false), ("a = 1\n\n", false)] {
            var reader = KeyReader { _ in .timeout }
            reader.takeTypedAhead(Array(typed.utf8))
            var last = reader.next()
            while last != .enter { last = reader.next() }
            #expect(reader.cameAlone() == isAlone, "\(typed.debugDescription)")
        }
    }
}
