internal import Media
internal import Picture
internal import Sound
internal import Tensors

/// A file of a data set, once opened.
enum OpenedClip {
    case clip(Facts)
    /// Why it cannot be read.
    case unreadable(String)
    /// It is known to be something else, and its name does not promise a sound or a movie.
    case ignored

    struct Facts {
        var seconds: Double
        /// 0 without sound.
        var rate = 0.0
        var channels = 0
        var pictures: Clip.Pictures?
    }

    /// - seconds: how long it lasts, where its file does not tell.
    /// - Throws: what stops every other file, too.
    init(_ path: String, name: String, seconds: Double?, pool: MediaPool) throws {
        do {
            if DatasetFiles.isFeatures(path) {
                let isNPY = try contents(ofFile: path).starts(with: [0x93] + Array("NUMPY".utf8))
                self = isNPY ? .clip(Facts(seconds: seconds ?? 0)) : .unreadable("is not a NumPy file")
            } else {
                self = try AnySound.reading(
                    path, name, pool,
                    file: {
                        let info = try SoundFile.measure(path, shownAs: name, pool: pool)
                        return .clip(Facts(seconds: Double(info.samples) / info.rate, rate: info.rate, channels: info.channels))
                    },
                    movie: Self.movie)
            }
        } catch let fault as SoundFileFault {
            if case .notSound(looksLike: .some) = fault.problem, !MediaNames.promisesMedia(path) {
                self = .ignored
            } else {
                self = .unreadable(fault.cause(without: name))
            }
        } catch let fault as MediaFault {
            if fault.isOfHelper { throw fault }
            self = .unreadable(fault.cause(without: name))
        } catch let fault as FileFault {
            self = .unreadable(fault.cause)
        }
    }

    private static func movie(_ movie: Movie) throws -> OpenedClip {
        guard movie.pictures != nil || movie.sound != nil else { return .unreadable("has neither pictures nor sound") }
        return .clip(
            Facts(
                seconds: try movie.measuredDuration, rate: movie.sound?.rate ?? 0, channels: movie.sound?.channels ?? 0,
                pictures: movie.pictures.map { Clip.Pictures(width: $0.width, height: $0.height, rate: $0.rate) }))
    }
}
