// Package mlog stands in for the webhook's logger, which not every module proxy serves. It prints faults and nothing else.
package mlog

import "log"

type LogLevel string

const (
	LevelWarning LogLevel = ""
	LevelInfo    LogLevel = "info"
	LevelDebug   LogLevel = "debug"
	LevelTrace   LogLevel = "trace"
	LevelAll     LogLevel = "all"
)

func Enabled(level LogLevel) bool { return level == LevelWarning }

type Logger struct{}

func New() Logger { return Logger{} }

func (l Logger) WithName(string) Logger { return l }

func (l Logger) WithValues(...any) Logger { return l }

func (l Logger) Error(message string, err error, _ ...any) { log.Printf("%s: %v", message, err) }
