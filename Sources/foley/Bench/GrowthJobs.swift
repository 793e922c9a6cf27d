import Foundation

/// How the time for a notebook grows with its cells.
extension Job {
    static let growthJobs: [Job] = [
        Job(
            name: "notebook growth", unit: .growth, summary: "processor time of 4000 fresh cells in a chain, by that of 2000",
            isParallel: false
        ) { bench in
            let project = try ownProject(bench)
            let notebooks = try [2000, 4000].map { try chain(of: $0, in: project) }
            for notebook in notebooks { try foley(["run", notebook], in: project) }
            var ratios: [Double] = []
            return Work(amount: 0, ratios: { ratios }) {
                let seconds = try notebooks.map { try foley(["run", $0], in: project) }
                ratios.append(seconds[1] / seconds[0])
            }
        }
    ]

    /// A notebook of so many cells, each of which reads what the one before it defines.
    private static func chain(of count: Int, in project: String) throws -> String {
        let cells = (1...count).map { number in
            let made = number == 1 ? "tone 440 Hz, length: 10 ms" : "a\(number - 1) | gain to -\(3 + number % 2) dB"
            return "```foley\na\(number) = \(made)\n```\n"
        }
        let path = project + "/chain\(count).md"
        try ("# A chain\n\n" + cells.joined(separator: "\n")).write(toFile: path, atomically: false, encoding: .utf8)
        return path
    }
}
