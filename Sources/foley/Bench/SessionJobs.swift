import Foundation
import Session
import Tensors

/// A session of a hundred values of 10 MiB.
extension Job {
    static let sessionJobs: [Job] = [
        Job(
            name: "session write 1 GB", unit: .gigabytes, summary: "a hundred new values of 10 MiB, safe on the disk"
        ) { bench in
            let folder = bench.folder + "/write"
            let (values, gigabytes) = (values(), gigabytes)
            return Work(amount: gigabytes, reset: { try empty(folder) }) {
                try Store(project: folder).put(values, seconds: 0)
            }
        },
        Job(
            name: "session reopen 1 GB", unit: .gigabytes,
            summary: "opened, what is known of each value read, and every page of each touched"
        ) { bench in
            let folder = bench.folder + "/reopen"
            try empty(folder)
            try Store(project: folder).put(values(), seconds: 0)
            let keys = recipes.map(\.key)
            return Work(amount: gigabytes) {
                let store = try Store(project: folder)
                let lines = try keys.compactMap { try store.entry($0)?.line }
                let values = try store.payloads(keys, parallel: bench.parallel)
                let sums = try bench.parallel.map(values.count) { touch(values[$0]) }
                guard lines.count == keys.count, sums.allSatisfy({ $0 != nil }) else { throw ValuesMissing() }
            }
        },
    ]

    private static let count = 100
    private static let size = 2_621_440
    private static let gigabytes = Double(count * size * 4) / 1e9
    private static let recipes = (0..<count).map {
        Recipe(verb: "bench", version: 1, operands: [], options: [("number", .literal("\($0)"))])
    }

    private static func values() -> [(payload: Payload, recipe: Recipe)] {
        let random = Philox(seed: 0, purpose: "bench session")
        let base = (0..<size).map { random.uniform($0) }
        return recipes.enumerated().map { number, recipe in
            let tensor = Tensor([size]) { out in for i in 0..<size { out[i] = base[i] + Float(number) } }
            return (Payload(type: "tensor", line: "value \(number)", tensors: [("numbers", tensor)]), recipe)
        }
    }

    private static func empty(_ folder: String) throws {
        let files = FileManager.default
        if files.fileExists(atPath: folder) { try files.removeItem(atPath: folder) }
        try files.createDirectory(atPath: folder + "/.foley", withIntermediateDirectories: true)
    }

    /// The sum of one number of each 4 KiB page; nil for a value that is not there.
    private static func touch(_ payload: Payload?) -> Float? {
        payload?.tensors.first?.tensor.withFloats { numbers in
            var sum: Float = 0
            for i in stride(from: 0, to: numbers.count, by: 1024) { sum += numbers[i] }
            return sum
        }
    }
}

/// What was just stored is not in the store.
private struct ValuesMissing: Fault {
    var cause: String { "values that were stored are not in the session any more" }
}
