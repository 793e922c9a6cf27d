import Foundation
import Media
import Picture
import Sound
import Tensors

/// Movies as a network that watches and hears takes them: each tenth picture at 227 x 227, the sound at 22 050 Hz.
extension Job {
    static let movieJobs: [Job] = [
        Job(
            name: "movie 30 s", unit: .realTime, summary: "320 x 240 at 25 Hz, H.264 and AAC, one helper", isParallel: false
        ) { bench in
            let (pool, path) = (MediaPool(workers: 1), try movie(in: bench.folder))
            return Work(amount: movieSeconds) { try watch(path, pool) }
        },
        Job(
            name: "movie 30 s cold", unit: .realTime, summary: "the same with a helper that is started for it", isParallel: false
        ) { bench in
            let path = try movie(in: bench.folder)
            return Work(amount: movieSeconds) { try watch(path, MediaPool(workers: 1)) }
        },
        Job(name: "movies 100 x 30 s", unit: .realTime, summary: "the same, a helper for each thread") { bench in
            let (pool, path) = (MediaPool(workers: bench.parallel.threads), try movie(in: bench.folder))
            return Work(amount: 100 * movieSeconds) { try bench.parallel.forEach(100) { _ in try watch(path, pool) } }
        },
    ]

    private static let movieSeconds = 30.0

    private static func watch(_ path: String, _ pool: MediaPool) throws {
        let movie = try Movie(path, pool: pool)
        _ = try movie.frames(FrameChoice(.every(10), size: .init(width: 227, height: 227)))
        _ = try movie.sound(rate: 22_050, mono: true)
    }

    /// Stripes that glide behind a row of squares that stay.
    private static func movie(in folder: String) throws -> String {
        let (width, height, rate) = (320, 240, 25.0)
        let count = Int(movieSeconds * rate)
        let stripes = (0..<2 * width).flatMap { column -> [UInt8] in
            let wave = 0.5 + 0.5 * sin(2 * .pi * Double(column) / 40)
            return [UInt8(40 + 180 * wave), UInt8(200 - 150 * wave), UInt8(60 + column % width / 2)]
        }
        let squares = (0..<width).flatMap { column -> [UInt8] in
            let number = column * 8 / width
            return (0..<3).map { number >> $0 & 1 == 1 ? 235 : 16 }
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count * width * height * 3)
        for picture in 0..<count {
            let shift = picture % width * 3
            for row in 0..<height {
                if row < height * 2 / 3 { bytes += squares } else { bytes += stripes[shift..<shift + 3 * width] }
            }
        }
        let frames = Frames(
            bytes: bytes, times: (0..<count).map { Double($0) / rate }, height: height, width: width, channels: 3)
        let sound = try glide(seconds: movieSeconds, seed: 3).resampled(to: 44_100)
        let path = folder + "/movie.mp4"
        try Movie.write(frames, rate: rate, sound: sound, to: path, as: .mp4, pool: MediaPool(workers: 1))
        return path
    }
}
