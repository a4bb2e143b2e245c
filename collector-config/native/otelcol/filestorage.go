package main

// The part of collector-contrib's file_storage extension that a persistent sending_queue needs, with the same setting names and over the
// same bbolt files: contrib itself is not packaged by Debian, and compose runs the official contrib image with the same configuration.

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"time"

	"go.etcd.io/bbolt"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/extension"
	"go.opentelemetry.io/collector/extension/xextension/storage"
)

type fileStorageConfig struct {
	Directory       string        `mapstructure:"directory"`
	CreateDirectory bool          `mapstructure:"create_directory"`
	FSync           bool          `mapstructure:"fsync"`
	Timeout         time.Duration `mapstructure:"timeout"`
}

// Validate refuses a configuration without a folder.
func (c *fileStorageConfig) Validate() error {
	if c.Directory == "" {
		return errors.New("directory is required")
	}
	return nil
}

func newFileStorageFactory() extension.Factory {
	return extension.NewFactory(
		component.MustNewType("file_storage"),
		func() component.Config {
			return &fileStorageConfig{Directory: "/var/lib/otelcol/file_storage", Timeout: time.Second}
		},
		func(_ context.Context, _ extension.Settings, config component.Config) (extension.Extension, error) {
			return &fileStorage{config.(*fileStorageConfig)}, nil
		},
		component.StabilityLevelBeta)
}

type fileStorage struct{ config *fileStorageConfig }

func (s *fileStorage) Start(context.Context, component.Host) error {
	if s.config.CreateDirectory {
		return os.MkdirAll(s.config.Directory, 0o750)
	}
	return nil
}

func (s *fileStorage) Shutdown(context.Context) error { return nil }

var (
	unsafeInFileName = regexp.MustCompile(`[^A-Za-z0-9_.-]`)
	bucketName       = []byte("default")
)

// GetClient opens one bbolt file for each component and signal.
func (s *fileStorage) GetClient(_ context.Context, kind component.Kind, id component.ID, name string) (storage.Client, error) {
	file := kind.String() + "_" + id.Type().String() + "_" + id.Name()
	if name != "" {
		file += "_" + name
	}
	path := filepath.Join(s.config.Directory, unsafeInFileName.ReplaceAllString(file, "~"))
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{
		Timeout: s.config.Timeout, NoSync: !s.config.FSync, NoFreelistSync: true, FreelistType: bbolt.FreelistMapType})
	if err != nil {
		return nil, fmt.Errorf("cannot open the queue %s: %w", path, err)
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		_, err := tx.CreateBucketIfNotExists(bucketName)
		return err
	})
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return fileStorageClient{db}, nil
}

type fileStorageClient struct{ db *bbolt.DB }

func (c fileStorageClient) Get(ctx context.Context, key string) ([]byte, error) {
	op := storage.GetOperation(key)
	err := c.Batch(ctx, op)
	return op.Value, err
}

func (c fileStorageClient) Set(ctx context.Context, key string, value []byte) error {
	return c.Batch(ctx, storage.SetOperation(key, value))
}

func (c fileStorageClient) Delete(ctx context.Context, key string) error {
	return c.Batch(ctx, storage.DeleteOperation(key))
}

func (c fileStorageClient) Close(context.Context) error { return c.db.Close() }

// Batch runs all operations in one transaction; only reads take the lock that writers do not wait for.
func (c fileStorageClient) Batch(_ context.Context, ops ...*storage.Operation) error {
	transaction := c.db.View
	for _, op := range ops {
		if op.Type != storage.Get {
			transaction = c.db.Update
		}
	}
	return transaction(func(tx *bbolt.Tx) error {
		bucket := tx.Bucket(bucketName)
		for _, op := range ops {
			var err error
			switch op.Type {
			case storage.Get:
				// bbolt's memory is valid only within the transaction.
				op.Value = nil
				if value := bucket.Get([]byte(op.Key)); value != nil {
					op.Value = append([]byte{}, value...)
				}
			case storage.Set:
				err = bucket.Put([]byte(op.Key), op.Value)
			case storage.Delete:
				err = bucket.Delete([]byte(op.Key))
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}
