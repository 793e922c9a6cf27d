import Testing

@testable import Terminal

@Suite struct ViewportTests {
    @Test func allIsShownIfItFits() {
        #expect(Viewport(heights: [1, 2, 1], capacity: 4).lines(around: 2, top: 0) == 0..<3)
    }

    @Test func theViewMovesOnlyAsFarAsTheCursorNeeds() {
        let viewport = Viewport(heights: Array(repeating: 1, count: 10), capacity: 3)
        #expect(viewport.lines(around: 0, top: 0) == 0..<3)
        #expect(viewport.lines(around: 2, top: 0) == 0..<3)
        #expect(viewport.lines(around: 3, top: 0) == 1..<4)
        #expect(viewport.lines(around: 2, top: 5) == 2..<5)
        #expect(viewport.lines(around: 9, top: 9) == 7..<10)
    }

    @Test func theCursorIsAlwaysInViewAndTheRestFits() {
        let heights = [1, 5, 2, 1, 9, 1, 3]
        for capacity in 1...12 {
            for cursor in heights.indices {
                for top in heights.indices {
                    let shown = Viewport(heights: heights, capacity: capacity).lines(around: cursor, top: top)
                    #expect(shown.contains(cursor))
                    #expect(shown.count == 1 || heights[shown].reduce(0, +) <= capacity)
                }
            }
        }
    }

    @Test func promptsAreAsWideAsWhatIsSeen() {
        #expect(Prompt("plain> ").marked == "plain> ")
        #expect(
            Prompt("\u{1B}[1m\u{1B}[32mab\u{1B}[0m ").marked
                == "\u{1}\u{1B}[1m\u{1B}[32m\u{1}ab\u{1}\u{1B}[0m\u{1} ")
        #expect(Prompt("\u{1B}[1mab\u{1B}[0m").marked == "\u{1}\u{1B}[1m\u{1}ab\u{1}\u{1B}[0m\u{1} ")
        #expect(Prompt("\u{1B}[1m日> \u{1B}[0m").width == 4)
        #expect(Prompt("").width == 0)
        #expect(Prompt("a\u{1B}").width == 2)
    }
}
