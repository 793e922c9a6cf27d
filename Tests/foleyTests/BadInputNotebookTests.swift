import Foundation
import Testing

/// Notebooks that do not read, and what is typed or piped instead of statements.
@Suite struct BadInputNotebookTests {
    struct BadNotebook: Sendable, CustomTestStringConvertible {
        let what: String
        let bytes: [UInt8]
        /// Behind the path.
        let error: String

        init(_ what: String, _ text: String, _ error: String) {
            self.init(what, Array(text.utf8), error)
        }

        init(_ what: String, _ bytes: [UInt8], _ error: String) {
            self.what = what
            self.bytes = bytes
            self.error = error
        }

        var testDescription: String { what }
    }

    private static let conflictRemedy =
        "  keep what is meant of both sides, and take the lines <<<<<<<, ======= and >>>>>>> away\n"

    static let notebooks = [
        BadNotebook(
            "an unclosed fence", "# T\n\n```foley #one\na = 1\n",
            ":3: the fence that opens here is never closed\n  write ``` on a line of its own where the block ends\n"),
        BadNotebook(
            "a cell within an unclosed fence", "```foley #one\na = 1\n\nprose\n\n```foley #two\nb = 2\n```\n",
            ":6: a cell begins here, but the fence of line 1 is still open\n"
                + "  write ``` above, or open that fence with ````\n"),
        BadNotebook(
            "two cells with one id", "```foley #one\na = 1\n```\n\n```foley #one\nb = 2\n```\n",
            ":5: '#one' already names the cell at line 1\n  choose another name\n"),
        BadNotebook(
            "an unknown cell option", "```foley #one wobble\na = 1\n```\n",
            ":1: a cell has no option 'wobble'\n"
                + "  the options are skip, fails, hidden, slide, tolerance=; a name is written #name\n"),
        BadNotebook(
            "an id that is a path", "```foley #../one\na = 1\n```\n",
            ":1: '#../one' cannot name a cell\n"
                + "  use letters, digits, '-', '_' and '.', beginning with a letter, a digit or '_'\n"),
        BadNotebook(
            "bytes that are not UTF-8", Array("# T\n\n```foley\na = \"".utf8) + [0xFF, 0xFE] + Array("\"\n```\n".utf8),
            ":4: the text is not UTF-8\n  save the file as UTF-8\n"),
        BadNotebook(
            "marks of a merge conflict around cells",
            "# T\n\n<<<<<<< HEAD\n```foley\na = 1\n```\n=======\n```foley\na = 2\n```\n>>>>>>> branch\n",
            ":3: '<<<<<<<' is a mark of a merge conflict\n" + conflictRemedy),
        BadNotebook(
            "marks of a merge conflict in a cell",
            "```foley #one\na = 1\n<<<<<<< HEAD\nb = 1\n||||||| 3f2a\n=======\nb = 2\n>>>>>>> branch\n```\n",
            ":3: '<<<<<<<' is a mark of a merge conflict\n" + conflictRemedy),
        BadNotebook(
            "quotes without end", [UInt8](repeating: UInt8(ascii: ">"), count: 5000),
            ":1: lists and quotes stand more than 64 deep inside each other\n  take some of the levels away\n"),
    ]

    @Test(arguments: notebooks) func aNotebookThatDoesNotReadNamesItsLine(_ bad: BadNotebook) throws {
        let project = try TestProject()
        try project.write(bad.bytes, to: "bad.md")
        for arguments in [["run", "bad.md"], ["bad.md"]] {
            let outcome = try Program.run(arguments, in: project.path, input: "1 + 1\n")
            #expect(outcome.status == 1)
            #expect(outcome.errors == "error: bad.md\(bad.error)")
            #expect(outcome.output == "")
        }
        #expect(try Array(project.read("bad.md")) == bad.bytes)
        try project.expectUsable()
    }

    @Test func aMissingNotebookAndAFolderAreNamed() throws {
        let project = try TestProject()
        try project.makeFolder("folder.md")
        let rows = [
            (
                "missing.md",
                "error: there is no notebook 'missing.md'\n  a notebook is a Markdown file: see notebooks/00-start.md\n"
            ),
            ("folder.md", "error: 'folder.md' is a folder, not a notebook\n  a file in it, such as folder.md/00-start.md\n"),
            (
                "nowhere/a.md",
                "error: there is no notebook 'nowhere/a.md'\n"
                    + "  a notebook is a Markdown file: see notebooks/00-start.md\n"
            ),
        ]
        for (name, error) in rows {
            let outcome = try project.foley("run", name)
            #expect(outcome.status == 1)
            #expect(outcome.errors == error)
        }
    }

    @Test func linesThatEndInCRLFReadAsAnyOthers() throws {
        let project = try TestProject()
        let text = "# T\r\n\r\n```foley #one\r\na = 1\r\n```\r\n\r\n```foley #two\r\nb = a + \"x\"\r\n```\r\n"
        try project.write(text, to: "crlf.md")
        let outcome = try project.foley("run", "crlf.md")
        #expect(outcome.status == 1)
        #expect(outcome.output == "crlf.md\none\n  a  1\ntwo\n")
        #expect(
            outcome.errors
                == "error: a text cannot be added\n  crlf.md:8, cell two\n  b = a + \"x\"\n          ^^^\n")
        #expect(try project.read("crlf.md") == Data(text.utf8))
    }

    @Test func aNotebookWithoutCellsSaysSo() throws {
        let project = try TestProject()
        for text in ["", "# Prose alone\n\n```swift\nlet a = 1\n```\n"] {
            try project.write(text, to: "prose.md")
            let outcome = try project.foley("run", "prose.md")
            #expect(outcome.status == 0)
            #expect(outcome.output == "prose.md\nno cells: a cell is a fenced block that begins with ```foley\n")
            #expect(outcome.errors == "")
        }
    }

    @Test func aNotebookThatBreaksWhileItIsOpenIsNamedAndComesBack() throws {
        let project = try TestProject()
        try project.write("```foley #one\na = 1\n```\n", to: "a.md")
        let outcome = try project.shell(
            """
            { echo ':cells'; await out 'never run'; printf '```foley #one\\na = 2\\n' > a.md
              echo ':cells'; await err 'never closed'; printf '```foley #one\\na = 12\\n```\\n' > a.md
              echo ':all'; } | "$FOLEY" a.md > out 2> err
            cat out; cat err >&2
            """)
        #expect(outcome.output == "▸ one  never run\none\n  a  12\n")
        #expect(outcome.errors.hasPrefix("error: a.md:1: the fence that opens here is never closed\n"))
    }

    @Test func anInputFileThatGoesIsNamedByWhatIsMadeOfIt() throws {
        let project = try TestProject()
        try project.write(wave(samples(1000)), to: "in.wav")
        try project.foley(input: "x = load \"in.wav\"\ny = x\n")
        try project.write(wave(samples(2000)), to: "in.wav")
        #expect(try project.foley(input: "y\n").output == "  1 channel · 90.7 ms · 22.05 kHz\n")
        try project.remove("in.wav")
        let outcome = try project.foley(input: "y\n1 + 1\n")
        #expect(outcome.output == "  2\n")
        #expect(
            outcome.errors
                == "error: 'y' could not be made; see the error above\n  y\n  ^ line 1: there is no file 'in.wav'\n")
        try project.write(wave(samples(1000)), to: "in.wav")
        #expect(try project.foley(input: "y\n").output == "  1 channel · 45.35 ms · 22.05 kHz\n")
    }

    @Test func pipedBytesThatAreNoTextEndNothing() throws {
        let project = try TestProject()
        let parts: [[UInt8]] = [Array("a = 1".utf8), [0, 0x32, 0x0A, 0xC3, 0x28, 0x0A], Array("1 + 1\n".utf8)]
        try project.write(Array(parts.joined()), to: "in")
        let outcome = try project.shell("\"$FOLEY\" < in")
        #expect(outcome.status == 1)
        #expect(outcome.output == "  2\n")
        #expect(outcome.errors.contains("error: 'U+0000' is not part of the language\n"))
        #expect(outcome.errors.contains("error: '\u{FFFD}' is not part of the language\n"))
        #expect(!outcome.errors.utf8.contains(0))
    }

    @Test func aLineOfAMegabyteIsReadOrRefused() throws {
        let project = try TestProject()
        let long = String(repeating: "x", count: 1_000_000)
        let text = "\"" + String(repeating: "y", count: 1_100_000) + "\""
        let sum = "1" + String(repeating: " + 1", count: 250_000)
        let outcome = try project.foley(input: "\(long)\n\(text)\n\(sum)\n1 + 1\n")
        #expect(outcome.status == 1)
        #expect(outcome.output == "  2\n")
        let errors = outcome.errors.split(separator: "\n").filter { $0.hasPrefix("error: ") }
        try #require(errors.count == 3)
        #expect(errors[0].hasPrefix("error: nothing is called 'xxx"))
        #expect(
            errors[1...].elementsEqual([
                "error: the text is longer than 1 MB", "error: more than 64 expressions stand inside one another",
            ]))
        #expect(outcome.errors.utf8.count < 3000)
    }

    @Test func directivesSayWhatTheyLack() throws {
        let project = try TestProject()
        let rows = [
            (":nope", "error: there is no directive ':nope'\n  see :help\n"),
            (":run nope", "error: there is no cell 'nope'\n  there are no cells here; type a statement, or open a notebook\n"),
            (":why", "error: :why needs a name\n  :why mel\n"),
            (
                ":open nope.png",
                "error: there is no file 'nope.png'\n  TAB after :open lists the project's files\n"
            ),
            (":vars 3", "error: :vars takes nothing, not '3'\n"),
        ]
        for (line, error) in rows {
            let outcome = try project.foley(input: "\(line)\n1 + 1\n")
            #expect(outcome.errors == error)
            #expect(outcome.output == "  2\n")
        }
    }

    @Test func theCommandLineSaysWhatItLacks() throws {
        let project = try TestProject()
        let rows: [([String], String)] = [
            (["run"], "error: run needs a notebook\n  foley run notebooks/00-start.md\n"),
            (
                ["run", "--threads", "0", "a.md"],
                "error: --threads takes a count from 1 to 1024, not '0'\n  --threads 2\n"
            ),
            (["run", "a.md", "--session", ""], "error: --session needs a value\n  see: foley --help\n"),
            (["--sesion", "x"], "error: there is no option '--sesion'\n  did you mean --session?\n"),
            (["nope"], "error: 'nope' is not a command\n  see: foley --help\n"),
        ]
        for (arguments, error) in rows {
            let outcome = try Program.run(arguments, in: project.path)
            #expect(outcome.status == 2)
            #expect(outcome.errors == error)
        }
    }

    @Test func whatIsNoFigureCannotBeRemade() throws {
        let project = try TestProject()
        try project.write("This is not a picture.\n", to: "text.png")
        let outcome = try project.foley("remake", "text.png")
        #expect(outcome.status == 2)
        #expect(
            outcome.errors == "error: 'text.png' is not a figure: the PNG file cannot be read: Not a PNG file\n"
                + "  make the picture again, or fetch a whole copy of it\n")
        #expect(try project.read("text.png") == Data("This is not a picture.\n".utf8))
    }
}
