import Foundation
import Glibc
import Testing

/// Files and statements in error, as a person who runs a notebook meets them.
@Suite struct BadInputTests {
    static let files = [
        BadStatement(
            "load \"missing.wav\"", "there is no file 'missing.wav'",
            "     ^^^^^^^^^^^^^ check the spelling; paths start at the project's folder"),
        BadStatement(
            "load \"whole.wav/x.wav\"", "there is no file 'whole.wav/x.wav'",
            "     ^^^^^^^^^^^^^^^^^ check the spelling; paths start at the project's folder"),
        BadStatement("load \"folder\"", "'folder' is a folder", "     ^^^^^^^^ name a file in it"),
        BadStatement(
            "load \"pipe\"", "'pipe' is a pipe or a device, not a file", "     ^^^^^^ copy it into a file first"),
        BadStatement(
            "load \"loop\"", "'loop' is a symbolic link that leads back to itself",
            "     ^^^^^^ let the link point at a file"),
        BadStatement(
            "load \"\"", "'' does not name a file", "     ^^ a path such as \"plots/figure.png\""),
        BadStatement(
            "load \"empty.wav\"", "'empty.wav' is empty: 0 bytes",
            "^^^^^^^^^^^^^^^^ copy the file again: nothing of it arrived"),
        BadStatement(
            "load \"cut.wav\"", "'cut.wav' is cut short: 600 of 1000 samples are there",
            "^^^^^^^^^^^^^^ copy the file again, or add the flag 'partial' to load what is there"),
        BadStatement(
            "load \"promise.wav\"", "'promise.wav' is cut short: 0 of 1000000 samples are there",
            "^^^^^^^^^^^^^^^^^^ copy the file again"),
        BadStatement(
            "load \"header.wav\"", "'header.wav' is damaged: error in WAV file. No 'data' chunk marker",
            "^^^^^^^^^^^^^^^^^ copy the file again, or convert it with the program that made it"),
        BadStatement(
            "load \"hollow.wav\"", "'hollow.wav' is a sound file without a single sample",
            "^^^^^^^^^^^^^^^^^ record or copy it again"),
        BadStatement(
            "load \"picture.wav\"", "'picture.wav' is not a sound file: it looks like a PNG picture",
            "^^^^^^^^^^^^^^^^^^ choose a sound file: wav, aiff, flac, ogg, opus, mp3 or another that libsndfile reads"),
        BadStatement(
            "load \"text.mp3\"", "'text.mp3' is not a sound file: it looks like text",
            "^^^^^^^^^^^^^^^ choose a sound file: wav, aiff, flac, ogg, opus, mp3 or another that libsndfile reads"),
        BadStatement(
            "load \"nan.wav\"", "'nan.wav' holds NaN instead of a number at 1 s in channel 1",
            "^^^^^^^^^^^^^^ select a part of the file before 1 s, or write it again"),
        BadStatement(
            "load \"whole.wav\", channel: 2", "'whole.wav' has no channel 2: it has 1",
            "                  ^^^^^^^^^^ leave the channel out: the file is mono"),
        BadStatement(
            "load \"whole.wav\", part: 1 s .. 2 s", "'whole.wav' has no part 1 s..2 s: it ends at 0.045351 s",
            "^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ select a part before 0.045351 s"),
        BadStatement(
            "import \"text.npy\"", "'text.npy' is no file of arrays",
            "^^^^^^^^^^^^^^^^^ import reads npy, npz and safetensors; load reads sounds"),
        BadStatement(
            "import \"cut.npy\"", "'cut.npy' is not an NPY file",
            "^^^^^^^^^^^^^^^^ copy the file again, or save it anew with the program that made it"),
        BadStatement(
            "import \"cut.npz\"", "'cut.npz' is not an NPZ file",
            "^^^^^^^^^^^^^^^^ copy the file again, or save it anew with the program that made it"),
        BadStatement(
            "import \"whole.wav\"", "'whole.wav' is no file of arrays",
            "^^^^^^^^^^^^^^^^^^ import reads npy, npz and safetensors; load reads sounds"),
    ]

    @Test(arguments: files) func aFileThatCannotBeReadIsNamed(_ bad: BadStatement) throws {
        let project = try Self.project()
        try bad.check(in: project)
    }

    static let statements = [
        BadStatement("melspec a, bands: 0", "bands takes 1 to 4096, not 0", "                  ^"),
        BadStatement(
            "melspec a, bands: 4000",
            "2307 of 4000 bands are narrower than the bins of a transform of 2048 samples and would be empty",
            "           ^^^^^^^^^^^ use fewer bands or a longer window, or say 'empty' to let them be"),
        BadStatement("tone 440 Hz, length: 0 s", "length takes 1 ms to 3600 s, not 0 s", "                     ^^^"),
        BadStatement(
            "melspec a, hops: 10 ms", "melspec has no option 'hops'", "           ^^^^ did you mean 'hop'?"),
        BadStatement("melspec a, hop: 10", "hop needs a unit", "                ^^ 10 ms or 10 samples"),
        BadStatement(
            "melspec a, hop: 10 parsecs", "unknown unit 'parsecs'",
            "                   ^^^^^^^ units are s ms us min h Hz kHz MHz samples dB st px %"),
        BadStatement("melspecs a", "unknown verb 'melspecs'", "^^^^^^^^ did you mean 'melspec'?"),
        BadStatement("plot aa", "nothing is called 'aa'", "     ^^ did you mean 'a'?"),
        BadStatement(
            "a + 3 Hz", "'+' does not work between a sound and 3 Hz", "^^^^^^^^ a number without a unit"),
        BadStatement(
            "-6 dB * a", "'*' does not work between a sound and -6 dB", "^^^^^^^^^ gain sound by -6 dB"),
        BadStatement(
            "trim (0 * a)", "the sound is silent, which leaves nothing after trimming",
            "^^^^^^^^^^^^ choose a sound that can be heard"),
        BadStatement(
            "export a to \"../a.wav\"", "'../a.wav' lies outside the project '$PROJECT'",
            "            ^^^^^^^^^^ name a file inside the project"),
        BadStatement(
            "export a to \"a.png\"", "'a.png' does not end in a format that fits a sound",
            "^^^^^^^^^^^^^^^^^^^ the endings are .wav, .flac, .mp4, .npy, .npz, .csv, .safetensors"),
    ]

    @Test(arguments: statements) func aStatementInErrorShowsItsPlace(_ bad: BadStatement) throws {
        let project = try Self.project()
        try project.write("```foley #a\na = tone 440 Hz\n```\n\n```foley #bad\n\(bad.statement)\n```\n", to: "bad.md")
        let before = try project.inputs()
        let outcome = try project.foley("run", "bad.md")
        #expect(outcome.status == 1)
        let message = bad.message.replacing("$PROJECT", with: project.path)
        let drawn = "error: \(message)\n  bad.md:6, cell bad\n  \(bad.statement)\n  \(bad.caret)\n"
        let maker = "  'a' was made in cell a\n"
        #expect(outcome.errors == drawn || outcome.errors == drawn + maker)
        try project.expectUsable()
        #expect(try project.inputs() == before)
    }

    @Test(
        "whose value was made elsewhere is said of what the caret stands under",
        arguments: [
            ("trim (0 * a)", true), ("mix a with (load \"bad.md\")", false), ("where world by clas, is: bell", false),
            ("melspec a, bands: 4000", false),
        ])
    func namesTheMakersOfWhatIsAtFault(statement: String, isNamed: Bool) throws {
        let project = try Self.project()
        let world = "world = stage clips: 3, kinds: [bell, rain], length: 500 ms"
        try project.write("```foley #a\na = tone 440 Hz\n\(world)\n```\n\n```foley #bad\n\(statement)\n```\n", to: "bad.md")
        let outcome = try project.foley("run", "bad.md")
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("was made in cell a") == isNamed, "\(outcome.errors)")
    }

    @Test func silenceAndAClipShorterThanAWindowGiveResults() throws {
        let project = try Self.project()
        try project.write(
            """
            ```foley #short
            short = load "short.wav"
            melspec short
            mfcc short
            plot (stft short)
            ```

            ```foley #silence
            silence = load "silence.wav"
            melspec silence
            plot silence
            plot (melspec silence)
            ```

            """, to: "odd.md")
        let outcome = try project.foley("run", "odd.md")
        #expect(outcome.errors == "")
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("  128 mel x 1 frames · 4.535 ms"))
        #expect(outcome.output.contains("  128 mel x 44 frames · 1.0 s · -80..-80 dB\n"))
        #expect(!outcome.output.contains("nan"))
    }

    @Test func whatIsThereOfACutFileCanBeTaken() throws {
        let project = try Self.project()
        let outcome = try project.foley(input: "load \"cut.wav\", partial\nload \"nan.wav\", part: 0 s .. 1 s\n")
        #expect(outcome.errors == "")
        #expect(outcome.output == "  1 channel · 27.21 ms · 22.05 kHz\n  1 channel · 1.0 s · 22.05 kHz\n")
    }

    @Test(.enabled(if: dataFolder != nil, "FOLEY_DATA is not set"))
    func everyOddSoundFileGivesASoundOrNamesItself() throws {
        let project = try TestProject()
        let media = try #require(dataFolder) + "/media"
        let manifest = try String(contentsOfFile: media + "/manifest.csv", encoding: .utf8)
        let names: [String] = manifest.split(whereSeparator: \.isNewline).dropFirst().map { row in
            let isQuoted = row.hasPrefix("\"")
            let end: Character = isQuoted ? "\"" : ","
            return String(row.dropFirst(isQuoted ? 1 : 0).prefix { $0 != end })
        }
        #expect(names.count > 40)
        let outcome = try project.foley(input: names.map { "load \"media/\($0)\"\n" }.joined() + "1 + 1\n")
        let sounds = outcome.output.split(separator: "\n")
        #expect(sounds.last == "  2")
        let errors = outcome.errors.split(separator: "\n").filter { $0.hasPrefix("error: ") }
        #expect(errors.count + sounds.count - 1 == names.count)
        for error in errors { #expect(error.hasPrefix("error: 'media/"), "\(error)") }
        // One error is three lines: what, the statement, the caret with the way out.
        let hints = outcome.errors.split(separator: "\n").filter { $0.hasPrefix("  ^") && !$0.hasSuffix("^") }
        #expect(hints.count == errors.count)
    }

    /// A project with one file of every kind that can be wrong.
    static func project() throws -> TestProject {
        let project = try TestProject()
        let whole = wave(samples(1000))
        try project.write(whole, to: "whole.wav")
        try project.write(wave(samples(100)), to: "short.wav")
        try project.write(wave([UInt8](repeating: 0, count: 44100)), to: "silence.wav")
        try project.write([UInt8](), to: "empty.wav")
        try project.write(Array(whole.prefix(44 + 1200)), to: "cut.wav")
        try project.write(wave([], claimed: 2_000_000), to: "promise.wav")
        try project.write(Array(whole.prefix(30)), to: "header.wav")
        try project.write(wave([]), to: "hollow.wav")
        try project.write([0x89] + Array("PNG\r\n\u{1A}\n".utf8) + [UInt8](repeating: 0, count: 100), to: "picture.wav")
        try project.write("Nothing to hear here.\n", to: "text.mp3")
        let quiet = [Float](repeating: 0.25, count: 22050)
        try project.write(wave(floats(quiet + [.nan] + quiet), bits: 32, isFloat: true), to: "nan.wav")
        try project.write("text\n", to: "text.npy")
        try project.write([0x93] + Array("NUMPY".utf8) + [1], to: "cut.npy")
        try project.write("PK\u{3}\u{4}", to: "cut.npz")
        try project.makeFolder("folder")
        try #require(mkfifo(project.path + "/pipe", 0o600) == 0)
        try #require(symlink("loop", project.path + "/loop") == 0)
        return project
    }
}
