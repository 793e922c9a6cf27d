import Foundation
import Testing

/// What the notebooks on hearing promise, on the generated world and on real recordings.
@Suite struct HearingTests {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    /// The accuracies in percent that an output states, by the name of the report.
    private func accuracies(in output: String) -> [String: Double] {
        var found: [String: Double] = [:]
        for match in output.matches(of: /(\w+) +accuracy ([\d.]+) % \(/) {
            found[String(match.1)] = Double(match.2)
        }
        return found
    }

    @Test func theTutorialsNetworkHearsWhatAveragesCannotTell() throws {
        let project = try TestProject()
        let files = FileManager.default
        try files.copyItem(atPath: Self.root + "/notebooks", toPath: project.path + "/notebooks")
        let first = try project.foley("run", "notebooks/01-hear.md")
        #expect(first.status == 0, "\(first.errors)")
        let accuracies = accuracies(in: first.output)
        #expect(try #require(accuracies["report"]) >= 95)
        #expect(try #require(accuracies["simple"]) < 80)
        let made = try project.files(under: "plots/01-hear")
        #expect(try Set(made.keys) == Set(files.contentsOfDirectory(atPath: Self.root + "/plots/01-hear")))

        // Again: nothing is computed, and what was removed comes back as it was.
        try project.remove("plots")
        let second = try project.foley("run", "notebooks/01-hear.md")
        #expect(second.status == 0)
        #expect(second.output.contains("16 cells: 14 fresh, 2 skipped"))
        #expect(try project.files(under: "plots/01-hear") == made)
    }

    @Test func depthHelpsAndTheFoldsSaySo() throws {
        let project = try TestProject()
        let files = FileManager.default
        try files.copyItem(atPath: Self.root + "/notebooks", toPath: project.path + "/notebooks")
        let first = try project.foley("run", "notebooks/02-cross-validate.md")
        #expect(first.status == 0, "\(first.errors)")
        let means = first.output.matches(of: /mean ([\d.]+) % \(sd [\d.]+\) over 4 folds · 240 clips/).compactMap { Double($0.1) }
        // The rooms, twice, then one, two and three blocks, each without and with shifts, then three kinds of network.
        try #require(means.count == 11)
        #expect(means[6...7].min()! > means[2...3].max()!)
        #expect(first.output.contains("'ears' and 'others' have other values of 'seed'"))
        for fold in 1...5 { #expect(first.output.contains("note: fold \(fold): ")) }
        let made = try project.files(under: "plots/02-cross-validate")
        #expect(try Set(made.keys) == Set(files.contentsOfDirectory(atPath: Self.root + "/plots/02-cross-validate")))

        try project.remove("plots")
        let second = try project.foley("run", "notebooks/02-cross-validate.md")
        #expect(second.output.contains("17 cells: 16 fresh, 1 skipped"))
        #expect(try project.files(under: "plots/02-cross-validate") == made)
    }

    @Test(.enabled(if: dataFolder != nil, "FOLEY_DATA is not set"))
    func digitsAreHeardOnTheOfficialSplit() throws {
        let project = try TestProject()
        let options = "epochs: 40, batch: 16, shift: 10 %, masks: 1"
        let notebook = try String(contentsOfFile: Self.root + "/notebooks/real/digits.md", encoding: .utf8)
        #expect(notebook.contains(options), "the notebook and this test train alike")
        try project.write(
            """
            ```foley #digits
            digits = dataset "fsdd", label: digit
            official = split digits by split, test: test
            net = cnn official.train, window: 64 ms, hop: 16 ms, bands: 40, length: 1 s, dropout: 0
            one = evaluate (train net on official.train, \(options), seed: 1) on official.test
            two = evaluate (train net on official.train, \(options), seed: 2) on official.test
            three = evaluate (train net on official.train, \(options), seed: 3) on official.test
            ```
            """, to: "digits.md")
        let outcome = try project.foley("run", "digits.md")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let accuracies = accuracies(in: outcome.output)
        #expect(accuracies.count == 3)
        #expect(accuracies.values.reduce(0, +) / 3 >= 96.5, "\(accuracies)")
    }

    @Test(.enabled(if: dataFolder != nil, "FOLEY_DATA is not set"))
    func everyFoldOfEnvironmentalSoundsIsPrinted() throws {
        let project = try TestProject()
        try project.write(
            """
            ```foley #folds
            esc10 = dataset "esc10"
            folds = crossvalidate (linear esc10, bands: 40, hop: 2048 samples) on esc10 by fold, epochs: 30, rate: 0.02
            folds
            ```
            """, to: "esc10.md")
        let outcome = try project.foley("run", "esc10.md")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(!outcome.output.contains("could not be read"))
        for fold in 1...5 { #expect(outcome.output.contains("fold \(fold): ")) }
        #expect(outcome.output.contains("over 5 folds · 400 clips"))
        // Better than chance by far, although all it knows is the average spectrum.
        let mean = try #require(outcome.output.firstMatch(of: /mean ([\d.]+) %/).flatMap { Double($0.1) })
        #expect(mean > 40)
    }
}
