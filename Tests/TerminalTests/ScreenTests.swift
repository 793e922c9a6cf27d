import TerminalDriver
import Testing

/// The model of a terminal that the other tests look through.
@Suite struct ScreenTests {
    private func screen(_ text: String, columns: Int = 10, rows: Int = 4) -> Screen {
        var screen = Screen(columns: columns, rows: rows)
        screen.write(text.utf8)
        return screen
    }

    @Test func aFullRowWrapsOnlyWithTheNextCharacter() {
        let full = screen("0123456789")
        #expect(full.row == 0 && full.column == 9)
        #expect(screen("0123456789a").text == "0123456789\na")
        #expect(screen("0123456789\r\na").text == "0123456789\na")
        #expect(screen("012345678日").text == "012345678\n日")
    }

    @Test func controlSequencesMoveAndClear() {
        #expect(screen("abc\u{1B}[2DX\u{1B}[K").text == "aX")
        #expect(screen("abc\r\ndef\u{1B}[A\u{1B}[2G\u{1B}[J").text == "a")
        #expect(screen("abcdef\u{1B}[3G\u{1B}[2P").text == "abef")
        #expect(screen("abef\u{1B}[3G\u{1B}[2@cd").text == "abcdef")
        #expect(screen("\u{1B}[31mred\u{1B}[0m\u{1B}[?2004h").isPasteBracketed)
        #expect(screen("\u{1B}[99q").unknown == ["[99q"])
    }

    @Test func linesScrollOffTheTop() {
        let full = screen("1\r\n2\r\n3\r\n4\r\n5", rows: 3)
        #expect(full.text == "3\n4\n5" && full.scrolledOff == ["1", "2"])
    }

    @Test func halfAWideCharacterIsNone() {
        #expect(screen("日本\u{1B}[2GX").text == " X本")
    }

    @Test func bytesMayComeOneByOne() {
        var screen = Screen(columns: 10, rows: 2)
        for byte in "ü日\u{1B}[1mé🎵".utf8 { screen.write([byte]) }
        #expect(screen.text == "ü日é🎵")
    }

    @Test func aResizeWrapsAnew() {
        var screen = screen("0123456789abcde\r\nx")
        screen.resize(columns: 5, rows: 4)
        #expect(screen.text == "01234\n56789\nabcde\nx" && screen.row == 3 && screen.column == 1)
        screen.resize(columns: 20, rows: 4)
        #expect(screen.text == "0123456789abcde\nx")
    }
}
