import Foundation
import Plotting
import Tensors

/// Figures of made-up data, the same in every test.
enum Samples {
    static let renderer = Result { try Renderer() }

    /// A rising tone that swells and fades, as (channel, sample).
    static func tone(channels: Int = 1, seconds: Double = 2, rate: Double = 8000) -> Tensor {
        let count = Int(seconds * rate)
        return Tensor([channels, count]) { memory in
            for index in 0..<channels * count {
                let time = Double(index % count) / rate
                let swell = sin(.pi * time / seconds) / Double(1 + index / count)
                memory[index] = Float(0.8 * swell * sin(2 * .pi * (200 + 300 * time) * time))
            }
        }
    }

    /// Three tones over a floor of -80, as (band, frame) with mel-like centres in hertz.
    static func bands(_ bands: Int = 40, frames: Int = 60) -> Tensor {
        let centres = (0..<bands).map { 700 * (pow(10, (50 + 65 * Double($0)) / 2595) - 1) }
        let axes = [
            Axis("frequency", unit: "Hz", .values(centres)), Axis("time", unit: "s", .linear(start: 0, step: 0.05)),
        ]
        return Tensor([bands, frames], axes: axes) { memory in
            for band in 0..<bands {
                for frame in 0..<frames {
                    let ridge = 10 + 8 * sin(Double(frame) / 9)
                    let distance = min(abs(Double(band) - ridge), abs(Double(band) - 2 * ridge))
                    memory[band * frames + frame] = Float(max(-8 * distance, -80))
                }
            }
        }
    }

    static func wave() throws -> Figure {
        try Figure.wave(
            title: "A rising tone", subtitle: "two channels", channels: tone(channels: 2), rate: 8000,
            names: ["left", "right"])
    }

    static func spectrogram() throws -> Figure {
        try Figure.heatmap(
            title: "Three ridges", subtitle: "40 bands", values: bands(), yScale: .melHTK, valueLabel: "Power (dB)")
    }

    static func losses() throws -> Figure {
        let epochs = (1...30).map(Double.init)
        return try Figure.lines(
            title: "The ear learns",
            series: [
                Series("training", x: epochs, y: epochs.map { 2 * exp(-$0 / 7) + 0.1 }),
                Series("validation", x: epochs, y: epochs.map { 2 * exp(-$0 / 8) + 0.4 + 0.004 * $0 }),
            ], x: Gauge("Epoch"), y: Gauge("Loss"))
    }

    static func confusion() throws -> Figure {
        let names = ["dog", "rooster", "rain", "sea waves"]
        let axes = [Axis("truth", .labels(names)), Axis("prediction", .labels(names))]
        let counts: [Float] = [30, 2, 0, 0, 1, 35, 0, 0, 0, 0, 28, 7, 0, 0, 9, 27]
        return try Figure.heatmap(
            title: "Confusion", values: Tensor([4, 4], axes: axes, counts), valueLabel: "Clips", map: .tide,
            firstRowOnTop: true, isAnnotated: true, isSquare: true)
    }

    static func accuracies() throws -> Figure {
        try Figure.bars(
            title: "Accuracy", names: ["dog", "rain", "sea"], values: [0.9, 0.6, 0.75], y: Gauge("Accuracy"))
    }

    static func page() throws -> Figure {
        Figure.layout(
            [try wave().titled("Waveform", subtitle: ""), try spectrogram().titled("Mel spectrogram", subtitle: "")],
            title: "Two views", subtitle: "of one sound")
    }

    static func all() throws -> [(name: String, figure: Figure)] {
        [
            ("wave", try wave()), ("spectrogram", try spectrogram()), ("losses", try losses()),
            ("confusion", try confusion()), ("accuracies", try accuracies()), ("page-dark", try page().themed(.dark)),
        ] + (try ReportSamples.all()) + (try PictureSamples.all())
    }
}
