import Foundation
import Recorded
import Testing

@testable import Plotting

/// Figures as they were when they were last looked at: first their data, then their pixels, with tolerance.
@Suite struct SnapshotTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Snapshots")
    private static let names = [
        "wave", "spectrogram", "losses", "confusion", "accuracies", "page-dark", "confusion-2", "confusion-10",
        "confusion-12-long", "confusion-50", "recalls-3", "recalls-12-long", "recalls-50", "loss", "training", "roc",
        "filters", "mistakes-dark", "report", "marks", "marks-across", "groups", "groups-across-dark", "settings", "squares",
        "strip", "sheet-dark",
        "clock", "clock-dark", "saliency", "saliency-heard", "maps", "maps-signed-dark",
    ]

    @Test(arguments: names)
    func looksAsItDid(name: String) throws {
        let figure = try #require(try Samples.all().first { $0.name == name }).figure
        let data = try summary(of: figure)
        let pixels = try figure.pixels(width: 480, height: 270, with: Samples.renderer.get())
        let dataFile = Self.folder.appendingPathComponent(name + ".json")
        let pictureFile = Self.folder.appendingPathComponent(name + ".png")
        guard FileManager.default.fileExists(atPath: dataFile.path) else {
            try Data(data.utf8).write(to: dataFile)
            try Data(try PNGFile.bytes(of: pixels)).write(to: pictureFile)
            Issue.record("recorded \(name): look at it, then run again")
            return
        }
        #expect(try String(contentsOf: dataFile, encoding: .utf8) == data)
        let kept = try PNGFile.pixels(in: Array(try Data(contentsOf: pictureFile))).pixels
        try #require(kept.rgba.count == pixels.rgba.count)
        let differences = zip(kept.rgba, pixels.rgba).map { abs(Int($0) - Int($1)) }
        let mean = Double(differences.reduce(0, +)) / Double(differences.count)
        let strong = Double(differences.count { $0 > 48 }) / Double(differences.count)
        let (most, mostStrong) = Recorded.hasLibraries ? (0.5, 0.004) : (2, 0.012)
        #expect(mean < most && strong < mostStrong, "mean difference \(mean), share of strong ones \(strong)")
    }

    /// The facts, and of each tensor its shape and a few sums that any change of its numbers moves.
    private func summary(of figure: Figure) throws -> String {
        let stored = try figure.stored()
        let tensors = stored.tensors.map { name, tensor in
            let floats = tensor.floats.map(Double.init)
            let sum = floats.reduce(0, +)
            let weighted = zip(floats, 1...).map { $0 * Double($1) }.reduce(0, +) / Double(max(floats.count, 1))
            return
                "\(name) \(tensor.shape) \(NumberText.brief(sum, digits: 5)) \(NumberText.brief(weighted, digits: 5))"
        }
        return ([stored.facts] + tensors).joined(separator: "\n") + "\n"
    }
}
