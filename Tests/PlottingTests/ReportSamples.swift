import Foundation
import Plotting
import Tensors

/// Figures of a made-up evaluation, the same in every test.
enum ReportSamples {
    static let sounds = [
        "dog bark", "rooster", "rain", "sea waves", "crackling fire", "crying baby", "sneezing", "clock tick",
        "helicopter", "chainsaw",
    ]

    static func names(_ count: Int, long: Bool = false) -> [String] {
        (0..<count).map { index in
            let name = sounds[index % sounds.count] + (index < sounds.count ? "" : " \(index / sounds.count + 1)")
            return long ? "a rather long name of \(name) heard in the distance" : name
        }
    }

    /// Mostly right, with a few favourite mistakes.
    static func counts(_ size: Int, clips: Int = 40) -> Tensor {
        Tensor([size, size]) { memory in
            for index in 0..<size * size { memory[index] = 0 }
            for row in 0..<size {
                let wrong = row % 5 * clips / 20
                memory[row * size + row] = Float(clips - wrong)
                memory[row * size + (row * 3 + 1) % size] += Float(wrong / 2)
                memory[row * size + (row + 2) % size] += Float(wrong - wrong / 2)
            }
        }
    }

    static func confusion(_ size: Int, long: Bool = false) throws -> Figure {
        try .confusion(
            title: "Accuracy 91.7 %", subtitle: "300 clips", names: names(size, long: long), counts: counts(size))
    }

    static func recalls(_ size: Int, long: Bool = false) throws -> Figure {
        let names = names(size, long: long)
        return try .bars(
            title: "Recall by class", names: names, values: (0..<size).map { 100 - Double($0 * 37 % 60) / 1.3 },
            y: Gauge("Recall", unit: "%", range: 0...100), isAcross: Figure.suitsBarsAcross(names), decimals: 1)
    }

    static func curves(_ title: String, rising: Bool) throws -> Figure {
        let epochs = (1...30).map(Double.init)
        let training = epochs.map { rising ? 97 - 70 * exp(-$0 / 5) : 2 * exp(-$0 / 7) + 0.1 }
        let validation = epochs.map {
            rising ? 88 - 62 * exp(-$0 / 5) + 1.5 * sin($0) : 2 * exp(-$0 / 7) + 0.4 + 0.0012 * pow($0 - 12, 2)
        }
        return try .lines(
            title: title,
            series: [Series("training", x: epochs, y: training), Series("validation", x: epochs, y: validation)],
            x: Gauge("Epoch"),
            y: rising ? Gauge("Accuracy", unit: "%", range: 0...100) : Gauge("Loss (nats)"),
            mark: Mark(at: 17, "epoch 17, the best"))
    }

    static func roc() throws -> Figure {
        let places = (0...50).map { Double($0) / 50 }
        func curve(_ name: String, _ power: Double, _ look: Series.Look) -> Series {
            Series(name, x: places, y: places.map { pow($0, power) }, look: look)
        }
        let named = zip(sounds, [0.02, 0.04, 0.1, 0.2, 0.5]).map { curve("\($0) 0.97", $1, .usual) }
        let others = [0.01, 0.03, 0.05, 0.07].map { curve("other", $0, .faint) }
        return try .lines(
            title: "Hits and false alarms", series: others + named + [curve("mean 0.93", 0.08, .strong)],
            x: Gauge("False alarms", range: 0...1), y: Gauge("Hits", range: 0...1), hasDiagonal: true)
    }

    /// 3 x 3 filters around zero.
    static func filters(_ count: Int) throws -> Figure {
        let tiles = (0..<count).map { index in
            Tile(Tensor([3, 3], (0..<9).map { Float(sin(Double(index * 9 + $0) * 1.7)) * 0.3 }), caption: "\(index + 1)")
        }
        return try .tiles(title: "Filters of the first layer", tiles, map: .balance, valueLabel: "Weight")
    }

    static func mistakes(_ count: Int) throws -> Figure {
        let names = names(count)
        let tiles = names.enumerated().map { index, name in
            Tile(
                index == 3 ? nil : Samples.bands(64, frames: 60 + index * 7), caption: name,
                note: index == 3 ? "cannot be read" : "heard as \(names[(index + 3) % count]), \(90 - index) %")
        }
        return try .tiles(
            title: "The surest mistakes", subtitle: "5 s from left to right", tiles, range: -80...0,
            valueLabel: "Level (dB)", shape: 2, firstRowOnTop: false)
    }

    static func page() throws -> Figure {
        let column = Figure.layout([try recalls(10), try roc()], columns: 1)
        return .layout([try confusion(10).titled("Confusion", subtitle: ""), column], columns: 2, title: "Accuracy 91.7 %")
    }

    /// Marks with their intervals, upright or across the page.
    static func marks(isAcross: Bool) throws -> Figure {
        let values = [85.4, 87.5, 79.2, 99.1, 3]
        return try .bars(
            title: "Five draws, five marks", names: ["1", "2", "3", "4", "5"], values: values,
            intervals: values.map { max($0 - 12, 0)...min($0 + 8, 100) }, label: "Seed",
            y: Gauge("Accuracy", unit: "%", range: 0...100), isAcross: isAcross, decimals: 1)
    }

    /// What each of three senses makes of five cases, upright or across the page.
    static func groups(isAcross: Bool) throws -> Figure {
        let groups = [
            ("sound", [92.1, 90.4, 96, 8.3, 0]), ("pictures", [89.6, 7.9, 12.5, 85.8, 88.3]),
            ("fused", [100, 87.5, 95.8, 86.3, 88.3]),
        ]
        return try .bars(
            title: "Alone and together", subtitle: "95 % Wilson intervals",
            names: ["clear", "dark", "hidden", "masked", "silent"],
            groups: groups.map { name, values in
                BarGroup(name, values: values, intervals: values.map { max($0 - 6, 0)...min($0 + 5, 100) })
            }, label: "Condition", y: Gauge("Accuracy", unit: "%", range: 0...100), mark: Mark(at: 100.0 / 12, "chance 8.3 %"),
            isAcross: isAcross, decimals: 1)
    }

    static func settings() throws -> Figure {
        let lines = [("shift 0 %", [74.0, 81, 89]), ("shift 50 %", [70.0, 84, 89])].map { name, values in
            Series(name, x: [1, 2, 3], y: values, intervals: values.enumerated().map { $1 - 3 - Double($0)...$1 + 4 })
        }
        return try .lines(
            title: "Deeper, and shifted", series: lines, x: Gauge("Blocks"), y: Gauge("Mean accuracy", unit: "%"))
    }

    /// Square plots in a row.
    static func squares() throws -> Figure {
        let three = try ["cnn", "lstm", "crnn"].map {
            try confusion(8).titled($0, subtitle: "89.2 % of 240 clips · shares of each row")
        }
        return .layout(three, columns: 3, title: "Three kinds of network")
    }

    static func all() throws -> [(name: String, figure: Figure)] {
        [
            ("confusion-2", try confusion(2)), ("confusion-10", try confusion(10)),
            ("confusion-12-long", try confusion(12, long: true)), ("confusion-50", try confusion(50).themed(.dark)),
            ("recalls-3", try recalls(3)), ("recalls-12-long", try recalls(12, long: true)), ("recalls-50", try recalls(50)),
            ("loss", try curves("The ear learns", rising: false)),
            (
                "training",
                .layout(
                    [try curves("Loss", rising: false), try curves("Accuracy", rising: true)], columns: 2, title: "Training")
            ),
            ("roc", try roc()), ("filters", try filters(32)), ("mistakes-dark", try mistakes(12).themed(.dark)),
            ("report", try page()), ("marks", try marks(isAcross: false)), ("marks-across", try marks(isAcross: true)),
            ("groups", try groups(isAcross: false)), ("groups-across-dark", try groups(isAcross: true).themed(.dark)),
            ("settings", try settings()), ("squares", try squares()),
        ]
    }
}
