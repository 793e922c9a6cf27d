import Testing

@testable import Terminal

@Suite struct EditTextTests {
    @Test func movesBetweenLinesStopAtTheirEnds() {
        var text = EditText(Array("abc\nx\nabc".unicodeScalars), cursor: 9)
        var visited: [Int] = []
        while text.moveUp(column: 3) { visited.append(text.cursor) }
        while text.moveDown(column: 2) { visited.append(text.cursor) }
        #expect(visited == [5, 3, 5, 8])
    }

    @Test func aStepIsACharacterAsPeopleSeeIt() {
        var text = EditText("e\u{301}👨‍👩‍👧\nz")
        #expect(text.characterLeft == 8)
        text.cursor = 8
        #expect(text.characterLeft == 7)
        text.cursor = 7
        #expect(text.characterLeft == 2)
        text.cursor = 2
        #expect(text.characterLeft == 0 && text.characterRight == 7)
        text.cursor = 0
        #expect(text.characterLeft == 0 && text.characterRight == 2)
    }

    @Test func replacingCountsBytesAndRefusesWhatIsOutside() {
        var text = EditText(Array("ö = mel + 1".unicodeScalars), cursor: 7)
        let place = text.byteOffset
        let replaced = text.replace(bytes: place - 3..<place, with: "melspec")
        #expect(replaced)
        #expect(text.string == "ö = melspec + 1")
        #expect(text.cursor == 11)
        let beyond = text.replace(bytes: 10..<90, with: "")
        let insideACharacter = text.replace(bytes: 1..<3, with: "")
        #expect(!beyond && !insideACharacter)
        #expect(text.string == "ö = melspec + 1")
    }
}
