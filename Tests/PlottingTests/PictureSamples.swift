import Foundation
import Plotting
import Tensors

/// Figures of made-up pictures, the same in every test.
enum PictureSamples {
    /// A disc that moves to the right over a slope of colours.
    static func still(
        _ index: Int, of count: Int, width: Int = 80, height: Int = 60, channels: Int = 3, caption: String = "",
        weights: Tensor? = nil
    )
        -> Still
    {
        var bytes: [UInt8] = []
        let middle = Double(width) * (Double(index) + 0.5) / Double(count)
        for y in 0..<height {
            for x in 0..<width {
                let isDisc = hypot(Double(x) - middle, Double(y) - Double(height) / 2) < Double(height) / 5
                let slope = [40 + 150 * x / width, 60 + 120 * y / height, 150 - 100 * x / width]
                let disc = [240, 200, 60]
                for channel in 0..<channels { bytes.append(UInt8(isDisc ? disc[channel] : slope[channel])) }
            }
        }
        return bytes.withUnsafeBufferPointer {
            Still(bytes: $0, height: height, width: width, channels: channels, weights: weights, caption: caption)
        }
    }

    static func strip(_ count: Int) throws -> Figure {
        try .pictures(
            title: "A disc moves", subtitle: "\(count) pictures",
            (0..<count).map { still($0, of: count, caption: String(format: "%.2f s", Double($0) * 0.3)) })
    }

    /// What is seen, said and heard.
    static func clock() throws -> Figure {
        let words = [
            ("bin", 0.2, 0.55), ("blue", 0.55, 1.0), ("at", 1.0, 1.12), ("f", 1.12, 1.4), ("seven", 1.4, 2.0), ("now", 2.0, 2.7),
        ]
        return .layout(
            [
                try .filmStrip(
                    title: "", (0..<8).map { still($0, of: 8) }, at: (0..<8).map { (Double($0) + 0.5) * 3 / 8 }, during: 0...3),
                .spans(title: "", words, during: 0...3),
                try .heatmap(title: "", values: Samples.bands(), yScale: .melHTK, valueLabel: "Level (dB)"),
            ], title: "Said, seen and heard", subtitle: "3 s on one clock")
    }

    /// (row, column): a hill.
    static func hill(_ rows: Int, _ columns: Int, at place: (row: Double, column: Double)) -> Tensor {
        Tensor([rows, columns]) { floats in
            for row in 0..<rows {
                for column in 0..<columns {
                    let distance = pow(Double(row) - place.row, 2) + pow(Double(column) - place.column, 2)
                    floats[row * columns + column] = Float(3 * exp(-distance / 6))
                }
            }
        }
    }

    static func saliency() throws -> Figure {
        try .pictures(
            title: "Where the network looks", subtitle: "orange counts most",
            (0..<6).map {
                still(
                    $0, of: 6, caption: String(format: "%.1f s", Double($0) * 0.5),
                    weights: hill(9, 12, at: (4, 2 * Double($0) + 0.5)))
            })
    }

    static func heard() throws -> Figure {
        try .saliency(
            title: "What the network hears", values: Samples.bands(), weights: hill(10, 15, at: (3, 6)), yLabel: "Frequency",
            yScale: .melHTK)
    }

    static func maps(isSigned: Bool) throws -> Figure {
        let values = (0..<16 * 12 * 16).map { index -> Float in
            let (map, row, column) = (index / 192, index / 16 % 12, index % 16)
            let wave = sin(Double(row * (map % 4 + 1)) / 3) * cos(Double(column * (map / 4 + 1)) / 4)
            return Float(isSigned ? wave : max(wave, 0))
        }
        return try .maps(title: "Sixteen maps", Tensor([16, 12, 16], values))
    }

    static func all() throws -> [(name: String, figure: Figure)] {
        [
            ("strip", try strip(10)), ("sheet-dark", try strip(40).themed(.dark)), ("clock", try clock()),
            ("clock-dark", try clock().themed(.dark)), ("saliency", try saliency()), ("saliency-heard", try heard()),
            ("maps", try maps(isSigned: false)), ("maps-signed-dark", try maps(isSigned: true).themed(.dark)),
        ]
    }
}
