import Foundation
import Language
import Testing

@testable import Terminal

@Suite struct InlineImageTests {
    /// A white picture with a dark curve on axes, as a plot is.
    private func plot(width: Int, height: Int) -> [UInt8] {
        var pixels = [UInt8](repeating: 255, count: width * height * 4)
        func set(_ x: Int, _ y: Int, _ colour: [UInt8]) {
            guard (0..<width).contains(x), (0..<height).contains(y) else { return }
            for channel in 0..<3 { pixels[(y * width + x) * 4 + channel] = colour[channel] }
        }
        for x in 0..<width {
            for thick in 0..<max(height / 40, 1) { set(x, height - 1 - thick, [0, 0, 0]) }
            let curve = Int((0.5 - 0.4 * sin(Double(x) / Double(width) * 12)) * Double(height))
            for thick in -height / 30...height / 30 { set(x, curve + thick, [30, 90, 200]) }
        }
        for y in 0..<height { for thick in 0..<max(width / 60, 1) { set(thick, y, [0, 0, 0]) } }
        return pixels
    }

    private let window = TerminalWindow(columns: 80, rows: 24)

    @Test func theModeIsTheTerminals() {
        #expect(InlineImage(environment: ["TERM": "xterm-kitty", "KITTY_PID": "1"]).mode == .kitty)
        #expect(InlineImage(environment: ["TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"]).mode == .iTerm2)
        #expect(InlineImage(environment: ["TERM": "mlterm"]).mode == .sixel)
        #expect(InlineImage(environment: ["TERM": "xterm-256color"]).mode == .blocks)
        #expect(InlineImage(environment: [:]).mode == .blocks)
        #expect(InlineImage(environment: ["TERM": "tmux-256color", "KITTY_PID": "1"]).mode == .blocks)
        #expect(InlineImage(environment: ["TERM": "xterm-kitty", "KITTY_PID": "1", "TMUX": "/t"]).mode == .blocks)
    }

    @Test func theColoursAreTheTerminals() {
        #expect(InlineImage(environment: ["TERM": "tmux-256color", "COLORTERM": "truecolor"]).colours == .direct)
        #expect(InlineImage(environment: ["TERM": "xterm-256color"]).colours == .indexed256)
        #expect(InlineImage(environment: ["TERM": "linux"]).colours == .indexed16)
        #expect(InlineImage(environment: ["TERM": "xterm-256color", "NO_COLOR": "1"]).colours == .none)
    }

    @Test func aPictureKeepsItsProportionsAndFitsHalfTheWindow() {
        let cell = TerminalWindow.Cell(width: 10, height: 20)
        #expect(InlineImage.cells(width: 1600, height: 1200, cell: cell, window: window) == (32, 12))
        #expect(InlineImage.cells(width: 5000, height: 100, cell: cell, window: window) == (79, 1))
        #expect(InlineImage.cells(width: 50, height: 40, cell: cell, window: window) == (5, 2))
        #expect(InlineImage.cells(width: 1, height: 9000, cell: cell, window: window) == (1, 12))
    }

    @Test func blocksFillTheirCellsInColour() throws {
        let image = InlineImage(environment: ["TERM": "xterm-256color", "COLORTERM": "truecolor"])
        let pixels = plot(width: 640, height: 320)
        let text = try #require(image.render(rgba: pixels, width: 640, height: 320, window: window))
        let lines = text.split(separator: "\n")
        #expect(lines.count == 12)
        #expect(text.contains("38;2;") || text.contains("48;2;"))
        for line in lines {
            let plain = line.replacing(/\u{1B}\[[0-9;?]*[a-zA-Z]/, with: "")
            #expect(displayWidth(String(plain)) == 48)
            #expect(plain.allSatisfy { " ▀▄▌▐█▖▗▘▝▚▞▙▛▜▟".contains($0) })
        }
    }

    @Test(arguments: [
        (["TERM": "xterm-kitty", "KITTY_PID": "1"], "\u{1B}_G"),
        (["TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"], "\u{1B}]1337;File="), (["TERM": "mlterm"], "\u{1B}P"),
    ]) func pixelsGoOutInTheTerminalsOwnForm(environment: [String: String], begin: String) throws {
        let text = try #require(
            InlineImage(environment: environment).render(
                rgba: plot(width: 200, height: 100), width: 200, height: 100, window: window))
        #expect(text.contains(begin))
    }

    @Test func whatIsNoPictureGivesNothing() {
        let image = InlineImage(environment: ["TERM": "xterm"])
        #expect(image.render(rgba: [], width: 0, height: 0, window: window) == nil)
        #expect(image.render(rgba: [1, 2, 3], width: 1, height: 1, window: window) == nil)
        #expect(image.render(rgba: [], width: -1, height: 4, window: window) == nil)
        let tiny = TerminalWindow(columns: 1, rows: 1)
        #expect(image.render(rgba: [0, 0, 0, 0], width: 1, height: 1, window: tiny) != nil)
    }

    @Test func withoutATerminalThereIsNone() {
        let null = open("/dev/null", O_RDWR)
        defer { close(null) }
        #expect(InlineImage(descriptor: null, environment: ["TERM": "xterm-kitty"]) == nil)
        #expect(!Style(descriptor: null, environment: ["TERM": "xterm"]).isEnabled)
        #expect(TerminalWindow.current(descriptor: null, environment: ["COLUMNS": "101"]).columns == 101)
        #expect(
            TerminalWindow.current(descriptor: null, environment: ["COLUMNS": "-3"])
                == TerminalWindow(columns: 80, rows: 24))
    }

    @Test func styleIsTextWhenOff() {
        #expect(Style(isEnabled: false).bold("a") == "a")
        #expect(Style(isEnabled: true).coloured("a", .red) == "\u{1B}[31ma\u{1B}[39m")
        #expect(Style(isEnabled: true).dim("") == "")
    }
}
