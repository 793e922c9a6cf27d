import Language
import Plotting
import Session
import Tensors
import Testing

@testable import Programs
@testable import Study
@testable import Verbs
@testable import Workplace

/// `each` and series: what they are made of, and that only what is new is made.
@Suite struct SeriesTests {
    private func series(_ source: String) throws -> SeriesValue {
        try #require(try Laboratory().value(of: source) as? SeriesValue)
    }

    @Test func everyElementIsTheVeryValueThatTheVerbAloneGives() throws {
        let laboratory = try Laboratory()
        let recipe = try laboratory.recipe(of: "melspec (tone 440 Hz), bands: each [16, 32, 64]")
        let elements = try #require(recipe.series).elements
        for (element, bands) in zip(elements, [16, 32, 64]) {
            #expect(try laboratory.recipe(of: "melspec (tone 440 Hz), bands: \(bands)").key == element.key)
        }
    }

    @Test func onlyNewElementsAreComputed() throws {
        let laboratory = try Laboratory()
        _ = try laboratory.value(of: "melspec (tone 440 Hz), bands: each [16, 32]")
        let before = laboratory.evaluator.computed
        _ = try laboratory.value(of: "melspec (tone 440 Hz), bands: 32")
        #expect(laboratory.evaluator.computed == before)
        laboratory.evaluator.release()
        _ = try laboratory.value(of: "melspec (tone 440 Hz), bands: each [16, 64, 32]")
        // One spectrogram, and the series itself.
        #expect(laboratory.evaluator.computed == before + 2)
    }

    @Test func whatWasDoneBeforeAFailureStays() throws {
        let laboratory = try Laboratory()
        let source = "tone 440 Hz, length: each [1 s, 2 s], rate: 8 kHz"
        let whole = try laboratory.recipe(of: "(\(source))[1500 ms .. 2 s]")
        let failure = try #require(throws: Evaluator.Failure.self) { try laboratory.evaluator.kept(whole) }
        #expect(failure.key == whole.parents[0].key)
        for tone in try #require(try laboratory.recipe(of: source).series).elements.prefix(1) {
            #expect(try laboratory.store.contains(tone.key))
        }
    }

    @Test func verbsMapFieldsMapAndArithmeticMaps() throws {
        let levels = "noisy = noise 100 ms, level: each [-20 dB, -10 dB, 0 dB]\n"
        #expect(try series(levels + "noisy").line == "3 sounds by level: -20 dB, -10 dB, 0 dB")
        #expect(try series(levels + "melspec noisy").elements.allSatisfy { $0 is SpectrogramValue })
        #expect(try series(levels + "noisy.samples").line == "samples by level: 4410 samples, 4410 samples, 4410 samples")
        #expect(try series(levels + "2 * noisy.samples").quantities?.map(\.value) == [8820, 8820, 8820])
        #expect(try series(levels + "noisy[0 ms .. 50 ms].samples").quantities?.map(\.value) == [2205, 2205, 2205])
    }

    @Test func twoKeysCrossAndTheSameKeyPairsUp() throws {
        let source = "noisy = noise 100 ms, level: each [-20 dB, 0 dB]\n"
        let crossed = try series(source + "melspec noisy, bands: each [8, 16, 32]")
        #expect(crossed.keys.names == ["level", "bands"])
        #expect(crossed.elements.map { ($0 as? SpectrogramValue)?.spectrogram.rows } == [8, 16, 32, 8, 16, 32])
        #expect(crossed.keys.text(4) == "level 0 dB, bands 16")
        let paired = try series(source + "noisy - noisy")
        #expect(paired.keys.names == ["level"])
        #expect(paired.elements.allSatisfy { ($0 as? SoundValue)?.signal.tensor.extent == 0...0 })
    }

    @Test(
        "a slice by counts picks elements",
        arguments: [
            ("grid[2]", "3 spectrograms by bands: 8, 16, 32"), ("grid[1 .. 2, 3]", "2 spectrograms by level: -20 dB, 0 dB"),
            ("grid[2, 2 .. 3]", "2 spectrograms by bands: 16, 32"),
            ("grid[2, 2 .. 2]", "1 spectrogram by bands: 16"),
        ])
    func slices(slice: String, line: String) throws {
        let source = """
            grid = melspec (noise 100 ms, level: each [-20 dB, 0 dB]), bands: each [8, 16, 32]

            """
        #expect(try series(source + slice).line == line)
    }

    @Test func oneElementIsAValueLikeAnyOther() throws {
        let laboratory = try Laboratory()
        let source = "noisy = noise 100 ms, level: each [-20 dB, 0 dB]\n"
        #expect(
            try laboratory.recipe(of: source + "noisy[2]").key == laboratory.recipe(of: "noise 100 ms, level: 0 dB").key)
    }

    @Test(
        "errors name the place",
        arguments: [
            (
                "a = noise 1 s, level: each [-20 dB, 0 dB]\nb = noise 1 s, level: each [-9 dB, 0 dB], seed: 2\na + b",
                "'a' and 'b' have other values of 'level': [-20 dB, 0 dB] and [-9 dB, 0 dB]"
            ),
            ("a = noise 1 s, level: each [-20 dB, 0 dB]\na[3]", "there is no element 3: 'level' has 2 values"),
            ("a = noise 1 s, seed: each 1..40\nmelspec a, bands: each 1..40", "the series has 1600 elements, more than 1000"),
            (
                "a = plot (noise 1 s)\nexport a to \"a.png\", width: each [200 px, 300 px]",
                "export writes one file, and this is a series"
            ),
        ])
    func errors(source: String, message: String) throws {
        let diagnostic = try #require(throws: Diagnostic.self) { try Laboratory().recipe(of: source) }
        #expect(diagnostic.message == message)
    }

    // MARK: Plots

    private func figure(_ source: String) throws -> String {
        try #require(try Laboratory().value(of: source) as? FigureValue).line
    }

    @Test(
        "plot draws what the elements are",
        arguments: [
            ("plot (noise 100 ms, level: each [-20 dB, 0 dB])", "\"Sound by level\": 2 plots: \"level -20 dB\": waveform"),
            (
                "plot (melspec (noise 1 s), bands: each [8, 16]).frames",
                "\"Frames by bands\": a line, frames 78.3 to 95.7 against bands 8 to 16."
            ),
            ("plot (noise 1 s, color: each [white, pink]).samples", "\"Samples by color\": bars of samples: white 44"),
            ("plot (noise 1 s, seed: each [4, 7]).samples", "\"Samples by seed\": bars of samples: 4 44"),
            (
                "plot (melspec (noise 1 s, level: each [-20 dB, 0 dB]), bands: each [8, 16, 24]).frames",
                "\"Frames by level and bands\": 2 lines (level -20 dB, level 0 dB), frames"
            ),
            ("plot (plot (noise 1 s), theme: each [light, dark])", "\"Figure by theme\": 2 plots: \"theme light\""),
        ])
    func plots(source: String, expected: String) throws {
        let line = try figure(source)
        #expect(line.hasPrefix(expected), "\(line)")
    }

    /// `is` says nothing of itself: its values do.
    @Test(
        "what is asked for by 'is' is in no title",
        arguments: [
            ("plot (where world by class, is: each [bell, rain]).count", "\"Count\": bars of count: bell 3, rain 3"),
            ("plot (where world by place, is: each [1, 2]).count", "\"Count\": a line, count 0 to 4.1 against values 1 to 2"),
            ("plot (where world by class, is: each [bell, rain])", "\"Dataset\": 2 plots: \"bell\""),
            (
                "plot (train (linear world, bands: 8) on (where world by place, is: each [1, 2]), epochs: each [1, 2, 3]).parameters",
                "\"Parameters by epochs\": 2 lines (1, 2), parameters"
            ),
            (
                "plot (train (linear world, bands: 8) on (where world by place, is: each [1, 2]), epochs: 1)",
                "\"Loss\": 2 lines (1, 2)"
            ),
        ])
    func isStandsInNoTitle(source: String, expected: String) throws {
        let laboratory = try Laboratory()
        var rows = "file,label,place\n"
        for (number, name) in ["bell", "rain", "bell", "rain", "bell", "rain"].enumerated() {
            _ = try laboratory.value(of: "export (noise 200 ms, seed: \(number + 1)) to \"world/\(number).wav\"")
            rows += "\(number).wav,\(name),\(number < 4 ? 1 : 2)\n"
        }
        try rows.write(toFile: laboratory.folder + "/world/world.csv", atomically: true, encoding: .utf8)
        let value = try laboratory.value(of: "world = dataset \"world\"\n" + source)
        #expect(value.line.hasPrefix(expected), "\(value.line)")
    }

    @Test func aLineGoesFromTheLeastNumberToTheGreatestHoweverTheyAreWritten() throws {
        let source = "plot (tone 440 Hz, rate: 8 kHz, length: each [3 s, 1 s, 2 s]).samples"
        let curve = try #require(try Laboratory().value(of: source).payload().tensors.first?.tensor)
        #expect(curve.floats == [1, 2, 3, 8000, 16000, 24000])
    }

    @Test(
        "keys that cross make a grid as wide as the last has values",
        arguments: [
            ("noise 100 ms, level: each [-20 dB, 0 dB]", "each [8, 10, 12, 14, 16]", 5),
            ("noise 100 ms, level: each [-20 dB]", "each [8, 10, 12, 14, 16]", 3),
            ("noise 100 ms", "each [8, 10, 12, 14, 16]", 3),
        ])
    func grids(sound: String, bands: String, columns: Int) throws {
        let facts = try Laboratory().value(of: "plot (melspec (\(sound)), bands: \(bands))").payload().facts
        #expect(facts.contains("\"columns\":\(columns)"), "\(facts.prefix(200))")
    }

    @Test func soundsAndSpectrogramsShareTheirScale() throws {
        let scaled = try figure("plot (melspec (noise 1 s), bands: each [16, 64])")
        let ranges = scaled.matches(of: /level \(dB\) ([−\d.]+) to (\d+)/).map { "\($0.1) \($0.2)" }
        #expect(ranges.count == 2 && Set(ranges).count == 1, "\(scaled)")
    }

    @Test func aTableHasARowForEachElement() throws {
        let source = "grid = melspec (noise 1 s, level: each [-20 dB, 0 dB]), hop: each [10 ms, 20 ms]\n"
        #expect(
            try series(source + "grid.frames").table(isRead: true).text == """
                level   hop    frames
                -20 dB  10 ms     101
                -20 dB  20 ms      51
                0 dB    10 ms     101
                0 dB    20 ms      51
                """)
        #expect(
            try series(source + "grid.frames").table(isRead: false).csv == """
                level (dB),hop (s),frames
                -20,0.01,101
                -20,0.02,51
                0,0.01,101
                0,0.02,51

                """)
        let file = try #require(
            try Laboratory().value(of: source + "export grid.frames to \"a.csv\"") as? ExportedFile)
        #expect(String(decoding: file.bytes, as: UTF8.self).hasPrefix("level (dB),hop (s),frames\n-20,0.01,101\n"))
    }

    @Test func sharesAreShownInPercent() throws {
        let world = "world = stage clips: 3, kinds: [bell, rain], length: 500 ms\n"
        let nets = try series(world + "cnn world, dropout: each [0 %, 12.5 %, 50 %], bands: 16, blocks: 1")
        #expect(nets.line == "3 networks by dropout: 0 %, 12.5 %, 50 %")
        #expect(nets.keys.text(1) == "dropout 12.5 %")
        #expect(nets.keys.keys[0].numbers?.values == [0, 12.5, 50])
        #expect(SeriesKeys(nets.keys.scalar) == nets.keys)
        #expect(nets.table(isRead: true).columns[0].cells.texts == ["0 %", "12.5 %", "50 %"])
        #expect(nets.table(isRead: false).csv.contains("\n0.125,"))
        // What is no share keeps its recipe, and so its key.
        let other = try series("noise 100 ms, seed: each [1, 2]")
        #expect(other.keys.scalar.description == "[[\"seed\", [1, 2]]]")
    }

    @Test func scoresThatAreSharesAreShownInPercent() throws {
        let scores = SeriesValue(
            [Constant(share: 33.0 / 40), Constant(share: 7.0 / 40)],
            keys: SeriesKeys([
                .init(name: "seed", values: [.quantity(Quantity(1)), .quantity(Quantity(2))])
            ]), noun: "accuracy")
        #expect(scores.line == "accuracy by seed: 82.5 %, 17.5 %")
        #expect(scores.table(isRead: true).columns[1].cells.texts == ["82.5 %", "17.5 %"])
        #expect(scores.table(isRead: false).csv == "seed,accuracy\n1,0.825\n2,0.175\n")
        let constant = Constant(share: 1.0 / 3)
        let back = try #require(try Repertoire.foley.decode(constant.payload()) as? Constant)
        #expect(back.scalar == constant.scalar && back.line == "33.3 %" && back.type == .number)
    }

    @Test(
        "a recipe of a series is written as it may be typed, and read back as the same recipe",
        arguments: [
            "noise 100 ms, level: each [-20 dB, 0 dB]",
            "melspec (noise 100 ms, level: each [-20 dB, 0 dB]), bands: each [8, 16]",
            "(melspec (noise 100 ms, level: each [-20 dB, 0 dB]), bands: each [8, 16])[2 .. 2, 1 .. 2]",
            "2 * (noise 100 ms, level: each [-20 dB, 0 dB]).samples",
            "mix (noise 1 s, seed: each [1, 2]) with (noise 1 s, seed: 9), snr: each [0 dB, 6 dB, 9 dB]",
            "melspec (noise 100 ms, level: each [-20 dB]), bands: each [8, 16]",
            "melspec (noise 100 ms, level: each [-20 dB]), bands: each [8]",
            "plot (noise 100 ms, level: each [-20 dB, 0 dB])",
            "layout [(plot (noise 1 s, seed: each [1, 2])), (plot (tone 440 Hz))]",
            "plot (evaluate (train (cnn (stage clips: 9)) on (stage clips: 9), shift: each [0 %, 50 %], rate: each [0.1, 0.2])[2, 1 .. 2] on (stage clips: 9, seed: 2))",
            "plot (tone 440 Hz, length: each 1 s .. 3 s step 500 ms)[0 s .. 1 s], theme: each [light, dark]",
        ])
    func isWrittenAsItMayBeTyped(source: String) throws {
        let laboratory = try Laboratory()
        let recipe = try laboratory.recipe(of: source)
        let listing = Listing(recipe).source
        #expect(try laboratory.recipe(of: listing).key == recipe.key, "\(listing)")
    }
}
