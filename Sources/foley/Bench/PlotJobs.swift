import Plotting

extension Job {
    static let plotJobs: [Job] = [
        Job(
            name: "plot mel 1600x900 warm", unit: .milliseconds,
            summary: "a minute's spectrogram to a PNG, the fonts read already", isParallel: false
        ) { bench in
            let mel = try analysis().spectrogram(of: glide(seconds: 60, seed: 1), parallel: bench.parallel)
            let renderer = try Renderer()
            return Work(amount: 0) {
                let figure = try Figure.heatmap(
                    title: "A minute", values: mel.tensor, yScale: .melSlaney, valueLabel: "dB")
                _ = try figure.render(.png(width: 1600, height: 900), with: renderer)
            }
        }
    ]
}
