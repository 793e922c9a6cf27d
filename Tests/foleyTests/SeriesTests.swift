import Foundation
import Testing

/// `each` in a notebook: what is run, what is fresh, what is shown.
@Suite struct SeriesTests {
    private static func notebook(_ bands: String) -> String {
        """
        ```foley #sound
        rain = noise 1 s, seed: 3
        ```

        ```foley #mels
        mels = melspec rain, bands: \(bands)
        mels
        ```

        ```foley #picture
        plot mels
        ```

        ```foley #one
        alone = melspec rain, bands: 40
        ```

        """
    }

    private func rows(_ project: TestProject) throws -> [String] {
        try String(decoding: project.read("t.jsonl"), as: UTF8.self).split(separator: "\n").map(String.init)
    }

    @Test func aTableIsShownAndASingleValueOfItIsFresh() throws {
        let project = try TestProject()
        try project.write(Self.notebook("each [20, 40]"), to: "n.md")
        let outcome = try project.foley("run", "n.md")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("mels  2 spectrograms by bands: 20, 40"))
        #expect(outcome.output.contains("bands  spectrogram"))
        #expect(outcome.output.contains("   20  20 mel x 87 frames"))
        #expect(outcome.output.contains("4 cells: 3 ran, 1 fresh"))
        #expect(project.exists("plots/n/picture.png"))
        #expect(try project.foley("run", "n.md").output.hasSuffix("4 cells: 4 fresh\n"))
    }

    @Test func anotherValueRunsAloneAndOneTakenAwayRunsNothing() throws {
        let project = try TestProject()
        try project.write(Self.notebook("each [20, 40]"), to: "n.md")
        try project.foley("run", "n.md")
        try project.write(Self.notebook("each [20, 30, 40]"), to: "n.md")
        try project.foley("run", "--timings", "t.jsonl", "n.md")
        let computed = try rows(project).filter { $0.contains("\"cell\":\"one\"") }
        #expect(computed.allSatisfy { $0.contains("\"state\":\"fresh\"") })
        #expect(!computed.isEmpty)
        let listing = try project.foley("n.md", input: ":cells\n")
        #expect(!listing.output.contains("stale"))
        try project.write(Self.notebook("each [40, 20]"), to: "n.md")
        #expect(try project.foley("n.md", input: ":cells\n").output.contains("stale"))
    }

    @Test func aFigureOfASeriesIsRemadeFromItsFile() throws {
        let project = try TestProject()
        try project.write(Self.notebook("each [20, 40]"), to: "n.md")
        try project.foley("run", "n.md")
        let outcome = try project.foley("remake", "plots/n/picture.png")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("same"))
    }

    static let statements = [
        BadStatement(
            "cut = (tone 440 Hz, length: each [1 s, 2 s, 3 s])[1500 ms .. 2 s]",
            "with length 1 s: the selection 1.5..2 s leaves the time axis, which is 0..1 s",
            "      " + String(repeating: "^", count: 59) + " choose a part between 0 s and 1 s"),
        BadStatement(
            "melspec (noise 1 s), bands: each [16, 4000]",
            "with bands 4000: 2307 of 4000 bands are narrower than the bins of a transform of 2048 samples and would be empty",
            "                     ^^^^^^^^^^^^^^^^^^^^^^ use fewer bands or a longer window, or say 'empty' to let them be"),
        BadStatement(
            "melspec (noise 1 s), bands: each [16, 9999]", "bands takes 1 to 4096, not 9999",
            "                                      ^^^^"),
        BadStatement(
            "(noise 1 s, seed: each 1..3) + (noise 1 s, seed: each 2..4)",
            "two series here have other values of 'seed': [1, 2, 3] and [2, 3, 4]",
            "                                ^^^^^^^^^^^^^^^^^^^^^^^^^^ the same values in both pair up"),
        BadStatement(
            "export (noise 1 s, seed: each 1..3) to \"a.wav\"", "'a.wav' does not end in a format that fits a series",
            String(repeating: "^", count: 46) + " the ending is .csv"),
        BadStatement(
            "export (noise 1 s) to \"a.wav\", bits: each [pcm16, pcm24]", "export writes one file, and this is a series",
            "                                     ^^^^^^^^^^^^^^^^^^^ one element, such as series[1]"),
        BadStatement(
            "plot (noise 10 ms, seed: each 1..13)",
            "plot puts 12 figures side by side at most, and this series has 13 elements", String(repeating: "^", count: 36)),
    ]

    @Test("says which element, or which value, is at fault", arguments: statements)
    func says(bad: BadStatement) throws {
        let project = try TestProject()
        try project.write(bad.notebook, to: "bad.md")
        let outcome = try project.foley("run", "bad.md")
        #expect(outcome.status == 1)
        #expect(outcome.errors == bad.drawn)
    }

    @Test func trainingMapsAndItsCurvesStandInOneFigure() throws {
        let project = try TestProject()
        try project.write(
            """
            ```foley #data
            world = stage clips: 8, kinds: [bell, rain], length: 300 ms
            net = cnn world, bands: 16, filters: 4, blocks: 1, units: 8
            ```

            ```foley #ears
            ears = train net on world, epochs: 3, rate: each [0.001, 0.003]
            reports = evaluate ears on world
            reports.accuracy
            ```

            ```foley #curves
            plot ears.loss
            plot reports.accuracy
            ```

            ```foley #folds
            folds = crossvalidate net on world, folds: 2, epochs: 2, rate: each [0.001, 0.003]
            folds
            ```

            """, to: "t.md")
        let outcome = try project.foley("run", "t.md")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("ears  2 models by rate: 0.001, 0.003"))
        #expect(outcome.output.contains(" rate  accuracy\n"))
        #expect(outcome.output.contains("folds  2 x folds by rate: 0.001, 0.003"))
        #expect(outcome.output.contains("note: rate 0.003: fold 2: "))
        #expect(try project.foley("run", "t.md").output.hasSuffix("4 cells: 4 fresh\n"))
    }
}
